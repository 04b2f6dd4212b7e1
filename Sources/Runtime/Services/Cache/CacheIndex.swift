// SPDX-License-Identifier: Apache-2.0
import Glibc
import Jobs
import Locks

/// Which entries of the cache there are, how large, and in which order they were used. Read from the disk when a
/// site is first asked for; kept in memory from then on, since nobody else writes there. Blocks; for `DiskThreads`.
final class CacheIndex: Sendable {
    private struct Entry {
        var size: Int
        /// Grows with every use.
        var used: UInt64
    }
    private struct Site {
        var entries: [String: Entry] = [:]
        var bytes = 0
    }
    private struct State {
        var sites: [SiteID: Site] = [:]
        var uses: UInt64 = 0
    }

    /// What one file takes beside its bytes, so that many small ones count.
    private static let overhead = 4_096

    private let root: String
    private let limit: Int
    private let state = Lock(State())

    init(root: String, limit: Int) {
        self.root = root
        self.limit = limit
    }

    func path(_ name: String, site: SiteID) -> String { "\(root)/\(site.name)/\(name.prefix(2))/\(name.dropFirst(2))" }

    /// Notes a use. False: there is no such entry.
    func use(_ name: String, site: SiteID) -> Bool {
        state.withLock { state in
            load(site, &state)
            state.uses += 1
            guard state.sites[site]?.entries[name] != nil else { return false }
            state.sites[site]?.entries[name]?.used = state.uses
            return true
        }
    }

    func add(_ name: String, size: Int, site: SiteID) {
        state.withLock { state in
            load(site, &state)
            state.uses += 1
            let before = state.sites[site]?.entries.updateValue(
                Entry(size: size + Self.overhead, used: state.uses),
                forKey: name
            )
            state.sites[site]?.bytes += size + Self.overhead - (before?.size ?? 0)
        }
    }

    func remove(_ name: String, site: SiteID) {
        state.withLock { state in
            let entry = state.sites[site]?.entries.removeValue(forKey: name)
            state.sites[site]?.bytes -= entry?.size ?? 0
        }
        delete(path(name, site: site))
    }

    /// Takes out what was used longest ago until there is room, and a tenth of the whole beyond, so that not every
    /// new entry looks for its own.
    /// - Returns: the files to delete.
    func makeRoom(for size: Int, site: SiteID) -> [String] {
        state.withLock { state in
            load(site, &state)
            guard var found = state.sites[site], found.bytes + size + Self.overhead > limit else { return [] }
            let wanted = max(0, limit - limit / 10 - size - Self.overhead)
            var paths: [String] = []
            for (name, entry) in found.entries.sorted(by: { $0.value.used < $1.value.used }) {
                if found.bytes <= wanted { break }
                found.entries[name] = nil
                found.bytes -= entry.size
                paths.append(path(name, site: site))
            }
            state.sites[site] = found
            return paths
        }
    }

    func bytes(of site: SiteID) -> Int { state.withLock { $0.sites[site]?.bytes ?? 0 } }

    func delete(_ path: String) { unlink(path) }

    /// So that the order of use outlives the host.
    func touch(_ path: String) { utimensat(AT_FDCWD, path, nil, 0) }

    /// Finds what is on disk. Under the lock: once for each site, and whoever comes meanwhile needs it too.
    private func load(_ site: SiteID, _ state: inout State) {
        guard state.sites[site] == nil else { return }
        var found: [(name: String, size: Int, time: Int)] = []
        let folder = "\(root)/\(site.name)"
        for first in Folder.names(in: folder) where first.utf8.count == 2 {
            for rest in Folder.names(in: "\(folder)/\(first)") {
                var facts = stat()
                guard lstat("\(folder)/\(first)/\(rest)", &facts) == 0 else { continue }
                let time = facts.st_mtim.tv_sec * 1_000 + facts.st_mtim.tv_nsec / 1_000_000
                found.append((first + rest, Int(facts.st_size) + Self.overhead, time))
            }
        }
        var loaded = Site()
        for entry in found.sorted(by: { $0.time < $1.time }) {
            state.uses += 1
            loaded.entries[entry.name] = Entry(size: entry.size, used: state.uses)
            loaded.bytes += entry.size
        }
        state.sites[site] = loaded
    }
}
