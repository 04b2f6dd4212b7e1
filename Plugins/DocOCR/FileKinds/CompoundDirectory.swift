// SPDX-License-Identifier: Apache-2.0

/// The directory of an OLE2 container. Source: [MS-CFB] 2.2 to 2.6.
struct CompoundDirectory {
    struct Entry {
        let start: UInt32
        let size: UInt32
    }

    /// By name, whatever storage they are in.
    private(set) var entries: [String: Entry] = [:]
    private let bytes: UnsafeRawBufferPointer
    private let sectorSize: Int

    /// As many sectors as are looked at: 4,096 hold 16,384 entries at least.
    private static let most = 4096
    private static let lastSector: UInt32 = 0xFFFF_FFFA

    /// Nil: there is none where there should be.
    init?(_ bytes: UnsafeRawBufferPointer) {
        guard bytes.count >= 1024 else { return nil }
        let shift = Int(bytes[30])
        guard shift == 9 || shift == 12 else { return nil }
        self.bytes = bytes
        sectorSize = 1 << shift
        var sector = Self.word(bytes, 48)
        for _ in 0..<Self.most {
            guard sector < Self.lastSector, let offset = offset(of: sector) else { break }
            for entry in stride(from: offset, to: min(offset + sectorSize, bytes.count - 127), by: 128) { add(entry) }
            guard let next = next(after: sector) else { break }
            sector = next
        }
        guard !entries.isEmpty else { return nil }
    }

    /// A byte of a stream, if it is in a sector of its own.
    func byte(_ index: Int, of entry: Entry) -> UInt8? {
        guard entry.size >= 4096, index < sectorSize, let offset = offset(of: entry.start), offset + index < bytes.count
        else { return nil }
        return bytes[offset + index]
    }

    private func offset(of sector: UInt32) -> Int? {
        let offset = (Int(sector) + 1) * sectorSize
        return offset < bytes.count ? offset : nil
    }

    /// By the allocation table; its own sectors are listed in the header, the first 109 of them.
    private func next(after sector: UInt32) -> UInt32? {
        let perSector = sectorSize / 4
        let (table, index) = (Int(sector) / perSector, Int(sector) % perSector)
        guard table < 109 else { return nil }
        let place = Self.word(bytes, 76 + table * 4)
        guard place < Self.lastSector, let offset = offset(of: place), offset + index * 4 + 4 <= bytes.count else {
            return nil
        }
        return Self.word(bytes, offset + index * 4)
    }

    private mutating func add(_ offset: Int) {
        let length = Int(bytes[offset + 64]) | Int(bytes[offset + 65]) << 8
        guard (4...64).contains(length) else { return }
        let units = (0..<(length / 2 - 1)).map { unit in
            UInt16(bytes[offset + unit * 2]) | UInt16(bytes[offset + unit * 2 + 1]) << 8
        }
        let entry = Entry(start: Self.word(bytes, offset + 116), size: Self.word(bytes, offset + 120))
        entries[String(decoding: units, as: UTF16.self)] = entry
    }

    private static func word(_ bytes: UnsafeRawBufferPointer, _ offset: Int) -> UInt32 {
        UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
    }
}
