// SPDX-License-Identifier: Apache-2.0
public import Buffers
import Glibc
public import Jobs
import Signing

/// Artifacts in a local folder: `<root>/<site>/<key>`, plain files that any program can read. A new one is written in
/// `<root>.incoming`, hashed while it is read, synced, and renamed to its place; then its folder is synced.
public final class LocalArtifactStore: ArtifactStore {
    let root: String
    private let threads: DiskThreads

    private var incoming: String { root + ".incoming" }

    /// Makes the folders and removes what a dead host left half-written.
    /// - Parameter root: absolute; nobody else writes there.
    public static func open(_ root: String, threads: DiskThreads) async throws(ArtifactError) -> LocalArtifactStore {
        let store = LocalArtifactStore(root, threads)
        try await store.onDisk { () throws(DiskError) in
            try Folder.make(root)
            try Folder.make(store.incoming)
            for name in Folder.names(in: store.incoming) { unlink("\(store.incoming)/\(name)") }
        }
        return store
    }

    private init(_ root: String, _ threads: DiskThreads) {
        self.root = root
        self.threads = threads
    }

    public func put(
        _ content: ArtifactContent,
        key: ArtifactKey,
        mediaType: String,
        site: SiteID
    ) async throws(ArtifactError) -> StoredArtifact {
        try await onDisk { [root, incoming] () throws(DiskError) in
            var file = try NewFile(in: incoming)
            switch content {
            case .bytes(let bytes): try file.write(bytes)
            case .file(let source, let length): try file.write(source, length)
            }
            let artifact = StoredArtifact(
                key: key,
                size: file.size,
                sha256: hexadecimal(file.hash()),
                mediaType: mediaType
            )
            file.note("type", mediaType)
            file.note("sha256", artifact.sha256)
            let target = "\(root)/\(site.name)/\(key.text)"
            try Folder.make(Folder.parent(of: target))
            try file.place(at: target, isDurable: true)
            return artifact
        }
    }

    public func read(
        _ key: ArtifactKey,
        site: SiteID,
        limit: Int
    ) async throws(ArtifactError) -> (StoredArtifact, MemoryFile)? {
        let path = "\(root)/\(site.name)/\(key.text)"
        let found = try await onDisk { () throws(DiskError) in try Self.load(path, limit) }
        guard let found else { return nil }
        guard let file = found.file else {
            throw ArtifactError(.tooLarge, "the artifact \(key) has more than the \(limit) bytes that are allowed")
        }
        let artifact = StoredArtifact(key: key, size: file.size, sha256: found.sha256, mediaType: found.mediaType)
        return (artifact, file)
    }

    private struct Loaded {
        /// Nil: too large.
        var file: MemoryFile?
        var sha256: String
        var mediaType: String
    }

    private static func load(_ path: String, _ limit: Int) throws(DiskError) -> Loaded? {
        guard let source = try OldFile.open(path) else { return nil }
        let mediaType = source.note("type") ?? "application/octet-stream"
        guard source.size <= limit else { return Loaded(file: nil, sha256: "", mediaType: mediaType) }
        let digest = RunningDigest()
        let file = try source.memory(source.size) { digest.update($0) }
        return Loaded(file: file, sha256: hexadecimal(digest.finish()), mediaType: mediaType)
    }

    /// Runs on a disk thread; nil when the host is stopping.
    func onThread<Value: Sendable>(_ work: @escaping @Sendable () -> Value) async -> Value? {
        await threads.run(work)
    }

    private func onDisk<Value: Sendable>(
        _ work: @escaping @Sendable () throws(DiskError) -> Value
    ) async throws(ArtifactError) -> Value {
        let result = await threads.run { () -> Result<Value, DiskError> in
            do throws(DiskError) {
                return .success(try work())
            } catch {
                return .failure(error)
            }
        }
        switch result {
        case .success(let value)?: return value
        case .failure(let error)? where error.isFull:
            throw ArtifactError(.full, "no room for an artifact: \(error); free room on the device of \(root)")
        case .failure(let error)? where [ENOTDIR, EISDIR, ENOTEMPTY, EEXIST].contains(error.code):
            throw ArtifactError(.conflict, "another artifact's key stands in the way: \(error); choose another key")
        case .failure(let error)?: throw ArtifactError(.unavailable, "artifacts cannot be used: \(error)")
        case nil: throw ArtifactError(.unavailable, "artifacts cannot be used: the host is stopping")
        }
    }
}
