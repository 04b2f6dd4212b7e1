// SPDX-License-Identifier: Apache-2.0
public import Buffers
import Jobs
public import Observability

/// What jobs of one site and task type worked out and others of them need not: values under keys, on disk, by the
/// hash of site, task type and key. Each site has so many bytes; what was used longest ago goes first. Anything in it
/// may be gone at any time: an entry that is torn or was changed is a miss, and no fault of the disk is an error.
public final class ResultCache: Sendable {
    /// A value that was found.
    public enum Value: Sendable {
        case bytes([UInt8])
        /// It was put as a buffer.
        case file(MemoryFile)
        /// It is there, and larger than the caller may have.
        case tooLarge(Int)
    }

    /// Bytes of one key.
    public static let keyLimit = 512

    let root: String
    private let siteLimit: Int
    let threads: DiskThreads
    private let log: Logger
    let index: CacheIndex

    /// Bytes of the largest value that is kept.
    public var largest: Int { siteLimit / 4 }

    private var incoming: String { root + ".incoming" }

    /// What another run of the host kept there is found again; what it left half-written is removed.
    /// - Parameters:
    ///   - root: absolute; made when it is needed.
    ///   - siteLimit: bytes on disk for one site; at least 1 MiB.
    public static func open(_ root: String, siteLimit: Int, threads: DiskThreads, log: Logger) async -> ResultCache {
        let cache = ResultCache(root, siteLimit, threads, log)
        _ = await threads.run {
            for name in Folder.names(in: cache.incoming) { cache.index.delete("\(cache.incoming)/\(name)") }
        }
        return cache
    }

    private init(_ root: String, _ siteLimit: Int, _ threads: DiskThreads, _ log: Logger) {
        self.root = root
        self.siteLimit = max(1 << 20, siteLimit)
        self.threads = threads
        self.log = log
        index = CacheIndex(root: root, limit: self.siteLimit)
    }

    /// The value of a key; nil when there is none.
    /// - Parameter room: bytes that a value from a buffer may have.
    public func get(_ key: String, _ scope: CacheScope, room: Int) async -> Value? {
        let name = scope.name(of: key)
        return await threads.run { [self] in
            guard index.use(name, site: scope.site) else { return nil }
            let path = index.path(name, site: scope.site)
            switch CacheEntry.read(path, key: scope.full(key), room: room) {
            case .value(let value):
                index.touch(path)
                return value
            case .missing, .broken:
                index.remove(name, site: scope.site)
                return nil
            }
        } ?? nil
    }

    /// Keeps a value, replacing what is there. One of more than a quarter of the site's room is not kept.
    /// - Returns: whether it was kept.
    public func put(_ content: ArtifactContent, key: String, _ scope: CacheScope) async -> Bool {
        let name = scope.name(of: key)
        return await threads.run { [self] in
            do throws(DiskError) {
                let size = CacheEntry.size(content, key: scope.full(key))
                guard size <= largest else { return false }
                try Folder.make(incoming)
                for path in index.makeRoom(for: size, site: scope.site) { index.delete(path) }
                let path = index.path(name, site: scope.site)
                try Folder.make(Folder.parent(of: path))
                try CacheEntry.write(content, key: scope.full(key), to: path, by: incoming)
                index.add(name, size: size, site: scope.site)
                return true
            } catch {
                log.warning("a value was not cached: \(error)", ["site": scope.site.name])
                return false
            }
        } ?? false
    }

    /// Bytes on disk that a site's entries take, as far as they have been looked at.
    func bytes(of site: SiteID) -> Int { index.bytes(of: site) }
}
