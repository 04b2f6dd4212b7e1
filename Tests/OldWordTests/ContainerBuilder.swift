// SPDX-License-Identifier: Apache-2.0

/// Writes an OLE2 compound file of a few streams at the top. Source: [MS-CFB].
enum ContainerBuilder {
    static func build(_ streams: [(name: String, bytes: [UInt8])]) -> [UInt8] {
        let end = 0xFFFF_FFFE
        var chains: [Int] = []
        var sectors: [UInt8] = []
        var entries: [(String, Int, Int, Int)] = []
        func add(_ bytes: [UInt8]) -> Int {
            let start = chains.count
            let count = max(1, (bytes.count + 511) / 512)
            for index in 0..<count { chains.append(index + 1 < count ? start + index + 1 : end) }
            sectors += bytes + [UInt8](repeating: 0, count: count * 512 - bytes.count)
            return start
        }
        for stream in streams {
            // Shorter streams would go to a place of their own.
            let bytes = stream.bytes + [UInt8](repeating: 0, count: max(0, 4096 - stream.bytes.count))
            entries.append((stream.name, 2, add(bytes), bytes.count))
        }
        var folder = entry("Root Entry", kind: 5, child: 1, right: -1, start: end, size: 0)
        for (index, item) in entries.enumerated() {
            let right = index + 1 < entries.count ? index + 2 : -1
            folder += entry(item.0, kind: 2, child: -1, right: right, start: item.2, size: item.3)
        }
        let folderStart = add(folder)
        let tableStart = chains.count
        chains.append(0xFFFF_FFFD)
        var table = chains.flatMap(WordBuilder.long)
        table += [UInt8](repeating: 0xFF, count: 512 - table.count)

        var header: [UInt8] = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1] + [UInt8](repeating: 0, count: 16)
        header += [0x3E, 0, 3, 0, 0xFE, 0xFF, 9, 0, 6, 0] + [UInt8](repeating: 0, count: 10)
        header += WordBuilder.long(1) + WordBuilder.long(folderStart) + WordBuilder.long(0) + WordBuilder.long(4096)
        header += WordBuilder.long(end) + WordBuilder.long(0) + WordBuilder.long(end) + WordBuilder.long(0)
        header += WordBuilder.long(tableStart)
        header += [UInt8](repeating: 0xFF, count: 512 - header.count)
        return header + sectors + table
    }

    private static func entry(_ name: String, kind: UInt8, child: Int, right: Int, start: Int, size: Int) -> [UInt8] {
        var entry = name.utf16.flatMap { WordBuilder.word(Int($0)) }
        let length = entry.count + 2
        entry += [UInt8](repeating: 0, count: 64 - entry.count)
        entry += WordBuilder.word(length) + [kind, 1]
        entry += WordBuilder.long(-1) + WordBuilder.long(right) + WordBuilder.long(child)
        entry += [UInt8](repeating: 0, count: 36)
        return entry + WordBuilder.long(start) + WordBuilder.long(size) + WordBuilder.long(0)
    }
}
