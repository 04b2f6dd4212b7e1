// SPDX-License-Identifier: Apache-2.0
import Buffers
import Signing

/// What is stored or was read, and what it hashes to.
struct S3Content: Sendable {
    struct Hashes: Sendable {
        var whole: [UInt8]
        /// Of each part, in order; the last may be short.
        var parts: [[UInt8]]
    }

    private let source: ArtifactContent
    let length: Int

    init(file: MemoryFile, length: Int) {
        self.length = min(max(0, length), file.size)
        source = .file(file, length: self.length)
    }

    private init(bytes: [UInt8]) {
        source = .bytes(bytes)
        length = bytes.count
    }

    /// Bytes that go in parts are put into a memory file, which parts are read from.
    init(_ content: ArtifactContent) throws(ArtifactError) {
        switch content {
        case .file(let file, let length): self.init(file: file, length: length)
        case .bytes(let bytes) where bytes.count <= S3ArtifactStore.part: self.init(bytes: bytes)
        case .bytes(let bytes):
            do throws(BufferError) {
                self.init(file: try MemoryFile.holding(bytes), length: bytes.count)
            } catch {
                throw ArtifactError(.unavailable, "an artifact was not stored: \(error)")
            }
        }
    }

    /// Part of it as a request's body.
    func piece(_ offset: Int, _ count: Int) -> S3Call.Body {
        switch source {
        case .bytes(let bytes):
            .bytes(offset == 0 && count == bytes.count ? bytes : Array(bytes[offset..<offset + count]))
        case .file(let file, _): .piece(file, offset: offset, length: count)
        }
    }

    /// Reads it once, piece by piece. Takes long for what is large: for a thread of its own.
    func hashes(part: Int) -> Result<Hashes, ArtifactError> {
        let whole = RunningDigest()
        guard case .file(let file, _) = source, length > 0 else {
            if case .bytes(let bytes) = source { whole.update(bytes) }
            let hash = whole.finish()
            return .success(Hashes(whole: hash, parts: [hash]))
        }
        var parts: [[UInt8]] = []
        let room = UnsafeMutableRawBufferPointer.allocate(byteCount: min(256 << 10, length), alignment: 16)
        defer { room.deallocate() }
        var offset = 0
        while offset < length {
            let end = length - offset > part ? offset + part : length
            let digest = RunningDigest()
            while offset < end {
                let wanted = UnsafeMutableRawBufferPointer(rebasing: room.prefix(end - offset))
                guard let count = file.copy(at: offset, into: wanted) else {
                    return .failure(ArtifactError(.unavailable, "an artifact's content cannot be read from memory"))
                }
                let piece = UnsafeRawBufferPointer(rebasing: wanted.prefix(count))
                whole.update(piece)
                digest.update(piece)
                offset += count
            }
            parts.append(digest.finish())
        }
        return .success(Hashes(whole: whole.finish(), parts: parts))
    }
}
