// SPDX-License-Identifier: Apache-2.0
import Buffers
import Signing

/// One value in a file: `MRTC1`, kind (0 bytes, 1 buffer), lengths of key and value (8 bytes each, little-endian),
/// key, value, SHA-256 of all that. Nothing is synced: what a power cut tears does not have its hash.
enum CacheEntry {
    enum Found {
        case value(ResultCache.Value)
        case missing
        case broken
    }

    private static let magic = Array("MRTC1".utf8)
    private static let headSize = 5 + 1 + 8 + 8
    private static let hashSize = 32

    static func size(_ content: ArtifactContent, key: [UInt8]) -> Int {
        let count =
            switch content {
            case .bytes(let bytes): bytes.count
            case .file(let file, let length): min(length, file.size)
            }
        return headSize + key.count + count + hashSize
    }

    static func write(
        _ content: ArtifactContent,
        key: [UInt8],
        to path: String,
        by folder: String
    ) throws(DiskError) {
        var file = try NewFile(in: folder)
        let isBuffer = if case .file = content { true } else { false }
        let count = size(content, key: key) - headSize - key.count - hashSize
        try file.write(magic + [isBuffer ? 1 : 0] + number(key.count) + number(count) + key)
        switch content {
        case .bytes(let bytes): try file.write(bytes)
        case .file(let source, let length): try file.write(source, length)
        }
        let hash = file.hash()
        try file.write(hash, isHashed: false)
        try file.place(at: path, isDurable: false)
    }

    static func read(_ path: String, key: [UInt8], room: Int) -> Found {
        do throws(DiskError) {
            guard let file = try OldFile.open(path) else { return .missing }
            let head = try file.bytes(headSize)
            guard head.count == headSize, head.starts(with: magic), head[5] <= 1 else { return .broken }
            let count = number(head[14...])
            guard number(head[6..<14]) == key.count, count >= 0, count <= file.size,
                file.size == headSize + key.count + count + hashSize, try file.bytes(key.count) == key
            else { return .broken }
            let isBuffer = head[5] == 1
            if isBuffer, count > room { return .value(.tooLarge(count)) }
            let digest = RunningDigest()
            digest.update(head + key)
            var value: ResultCache.Value
            if isBuffer {
                value = .file(try file.memory(count) { digest.update($0) })
            } else {
                let bytes = try file.bytes(count)
                digest.update(bytes)
                value = .bytes(bytes)
            }
            guard try file.bytes(hashSize) == digest.finish() else { return .broken }
            return .value(value)
        } catch {
            return .broken
        }
    }

    private static func number(_ value: Int) -> [UInt8] {
        withUnsafeBytes(of: UInt64(value).littleEndian) { Array($0) }
    }

    /// -1 for one that is larger than any file.
    private static func number(_ bytes: ArraySlice<UInt8>) -> Int {
        Int(exactly: bytes.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }) ?? -1
    }
}
