// SPDX-License-Identifier: Apache-2.0

/// The lists that paragraphs belong to: how each level is numbered.
/// Source: [MS-DOC] 2.9.131 (LFO), 2.9.147 (LSTF), 2.9.150 (LVLF).
struct ListTables {
    struct Level {
        var start = 1
        var format = 0
        var isLegal = false
        /// What is printed: characters 0 to 8 stand for the number of that level.
        var text: [UInt16] = []
    }

    /// What a paragraph names: a list, with levels of its own in place of the list's.
    struct Override {
        let list: Int
        var starts: [Int: Int] = [:]
        var levels: [Int: Level] = [:]
    }

    private(set) var lists: [Int: [Level]] = [:]
    private(set) var overrides: [Override] = []

    init(_ table: LittleEndian, header: FileHeader) {
        readLists(table, header.lists)
        readOverrides(table, header.listOverrides)
    }

    private mutating func readLists(_ table: LittleEndian, _ place: FileHeader.Place) {
        guard place.length > 0, let count = table.word(place.offset) else { return }
        // The levels follow the lists, outside of the length that the header names.
        var offset = place.offset + 2 + 28 * count
        for index in 0..<count {
            let entry = place.offset + 2 + 28 * index
            guard let identity = table.long(entry), let flags = table.byte(entry + 26) else { return }
            var levels: [Level] = []
            for _ in 0..<(flags & 1 != 0 ? 1 : 9) {
                guard let level = Self.level(table, &offset) else { return }
                levels.append(level)
            }
            lists[identity] = levels
        }
    }

    private mutating func readOverrides(_ table: LittleEndian, _ place: FileHeader.Place) {
        guard place.length > 0, let part = table.part(place.offset, place.length), let count = part.long(0) else {
            return
        }
        var offset = 4 + 16 * count
        for index in 0..<min(count, part.count / 16) {
            guard let list = part.long(4 + 16 * index), let changes = part.byte(4 + 16 * index + 12) else { return }
            var override = Override(list: list)
            offset += 4
            for _ in 0..<min(changes, 9) {
                guard let start = part.long(offset), let flags = part.long(offset + 4) else { break }
                offset += 8
                let level = flags & 0xF
                if flags & 0x20 != 0, let own = Self.level(part, &offset) {
                    override.levels[level] = own
                    if flags & 0x10 != 0 { override.starts[level] = own.start }
                } else if flags & 0x10 != 0 {
                    override.starts[level] = start
                }
            }
            overrides.append(override)
        }
    }

    private static func level(_ table: LittleEndian, _ offset: inout Int) -> Level? {
        guard let start = table.long(offset), let format = table.byte(offset + 4), let flags = table.byte(offset + 5),
            let characters = table.byte(offset + 24), let paragraph = table.byte(offset + 25)
        else { return nil }
        let text = offset + 28 + characters + paragraph
        guard let units = table.word(text), table.part(text + 2, 2 * units) != nil else { return nil }
        var level = Level(start: start, format: format, isLegal: flags & 4 != 0)
        // Numbers of all levels and what is between them; no list prints more.
        level.text = (0..<min(units, 64)).compactMap { table.word(text + 2 + 2 * $0).map { UInt16($0) } }
        offset = text + 2 + 2 * units
        return level
    }
}
