// SPDX-License-Identifier: Apache-2.0

/// What can be read of a shared library without running it: sections, needed libraries, exported symbols. A value over
/// the file's bytes; every offset and count in it is a stranger's word and is checked before it is used.
struct ELFFile {
    struct Section: Equatable {
        var name: String
        var type: UInt32
        var offset: Int
        var size: Int
        /// The section that holds its names.
        var link: Int
    }

    /// Why a file cannot be read as a library.
    struct Problem: Error, Equatable, CustomStringConvertible {
        let description: String
        init(_ description: String) { self.description = description }
    }

    static let sectionLimit = 4_096
    static let segmentLimit = 256
    static let neededLimit = 256
    static let symbolLimit = 1 << 20
    static let nameLimit = 4_096

    let reader: BoundedReader
    let machine: UInt16
    let sections: [Section]
    private let segments: [Segment]

    private struct Segment {
        let type: UInt32
        let offset: Int
        let address: UInt64
        let size: Int
    }

    /// - Throws: `Problem`, for whatever is not a 64-bit little-endian shared library whose tables lie within the file.
    init(_ bytes: [UInt8]) throws(Problem) {
        let reader = BoundedReader(bytes)
        self.reader = reader
        guard bytes.starts(with: [0x7F, 0x45, 0x4C, 0x46]) else { throw Problem("it is no ELF file") }
        guard try reader.integer(UInt8.self, at: 4) == 2, try reader.integer(UInt8.self, at: 5) == 1 else {
            throw Problem("it is not for a 64-bit little-endian machine")
        }
        guard try reader.integer(UInt16.self, at: 16) == 3 else { throw Problem("it is no shared library") }
        machine = try reader.integer(UInt16.self, at: 18)
        segments = try Self.segments(reader)
        sections = try Self.sections(reader)
    }

    /// The content of every section of this name.
    func contents(ofSection name: String) throws(Problem) -> [ArraySlice<UInt8>] {
        var found: [ArraySlice<UInt8>] = []
        for section in sections where section.name == name { found.append(try content(section)) }
        return found
    }

    private func content(_ section: Section) throws(Problem) -> ArraySlice<UInt8> {
        // Type 8 takes no room in the file.
        guard section.type != 8 else { return [] }
        return try reader.slice(at: section.offset, count: section.size)
    }

    /// The libraries that the loader would load with it (DT_NEEDED), as it finds them: by the program headers, not by
    /// the sections, which it ignores.
    func neededLibraries() throws(Problem) -> [String] {
        guard let dynamic = segments.first(where: { $0.type == 2 }) else { return [] }
        var needed: [UInt64] = []
        var table: UInt64?
        for index in 0..<(dynamic.size / 16) {
            let tag = try reader.integer(UInt64.self, at: dynamic.offset + index * 16)
            let value = try reader.integer(UInt64.self, at: dynamic.offset + index * 16 + 8)
            if tag == 0 { break }
            if tag == 1 { needed.append(value) }
            if tag == 5 { table = value }
            guard needed.count <= Self.neededLimit else {
                throw Problem("it needs more than \(Self.neededLimit) libraries")
            }
        }
        guard !needed.isEmpty else { return [] }
        guard let table, let names = fileOffset(of: table) else { throw Problem("its table of names is nowhere") }
        var libraries: [String] = []
        for offset in needed {
            guard let offset = Int(exactly: offset), offset <= reader.count else {
                throw Problem("a library's name lies beyond the file")
            }
            libraries.append(try reader.text(at: names + offset, limit: Self.nameLimit))
        }
        return libraries
    }

    /// Names that other libraries could find in it.
    func exportedSymbols() throws(Problem) -> [String] {
        guard let symbols = sections.first(where: { $0.type == 11 }) else { return [] }
        guard sections.indices.contains(symbols.link) else { throw Problem("its symbols have no table of names") }
        let names = sections[symbols.link]
        guard symbols.size / 24 <= Self.symbolLimit else {
            throw Problem("it has more than \(Self.symbolLimit) symbols")
        }
        _ = try content(symbols)
        var exported: [String] = []
        for index in 0..<(symbols.size / 24) {
            let position = symbols.offset + index * 24
            let binding = try reader.integer(UInt8.self, at: position + 4) >> 4
            let visibility = try reader.integer(UInt8.self, at: position + 5) & 3
            let home = try reader.integer(UInt16.self, at: position + 6)
            // Global, weak or unique; visible; defined here.
            guard binding == 1 || binding == 2 || binding == 10, visibility == 0 || visibility == 3, home != 0 else {
                continue
            }
            let name = Int(try reader.integer(UInt32.self, at: position))
            guard name < names.size else { throw Problem("a symbol's name lies beyond its table") }
            exported.append(try reader.text(at: names.offset + name, limit: Self.nameLimit))
        }
        return exported
    }

    /// Where in the file an address of the loaded library comes from.
    private func fileOffset(of address: UInt64) -> Int? {
        for segment in segments where segment.type == 1 && address >= segment.address {
            let distance = address - segment.address
            if distance < UInt64(segment.size) { return segment.offset + Int(distance) }
        }
        return nil
    }

    private static func segments(_ reader: BoundedReader) throws(Problem) -> [Segment] {
        let start = try reader.offset(at: 32)
        let width = Int(try reader.integer(UInt16.self, at: 54))
        let count = Int(try reader.integer(UInt16.self, at: 56))
        guard count <= segmentLimit, count == 0 || width >= 56 else {
            throw Problem("its program headers make no sense")
        }
        var segments: [Segment] = []
        for index in 0..<count {
            let position = start + index * width
            let segment = Segment(
                type: try reader.integer(UInt32.self, at: position),
                offset: try reader.offset(at: position + 8),
                address: try reader.integer(UInt64.self, at: position + 16),
                size: try reader.offset(at: position + 32)
            )
            // Only these two are used.
            if segment.type == 1 || segment.type == 2 { _ = try reader.slice(at: segment.offset, count: segment.size) }
            segments.append(segment)
        }
        return segments
    }

    private static func sections(_ reader: BoundedReader) throws(Problem) -> [Section] {
        let start = try reader.offset(at: 40)
        let width = Int(try reader.integer(UInt16.self, at: 58))
        let count = Int(try reader.integer(UInt16.self, at: 60))
        let namesIndex = Int(try reader.integer(UInt16.self, at: 62))
        guard start > 0, count > 0 else { return [] }
        guard count <= sectionLimit, width >= 64, namesIndex < count else {
            throw Problem("its section headers make no sense")
        }
        let names = try reader.offset(at: start + namesIndex * width + 24)
        var sections: [Section] = []
        for index in 0..<count {
            let position = start + index * width
            let name = Int(try reader.integer(UInt32.self, at: position))
            sections.append(
                Section(
                    name: try reader.text(at: names + name, limit: nameLimit),
                    type: try reader.integer(UInt32.self, at: position + 4),
                    offset: try reader.offset(at: position + 24),
                    size: try reader.offset(at: position + 32),
                    link: Int(try reader.integer(UInt32.self, at: position + 40))
                )
            )
        }
        return sections
    }
}
