// SPDX-License-Identifier: Apache-2.0
public import Jobs

extension ResultCache {
    /// Entries that one step removes.
    private static let step = 100

    /// Removes entries that nobody has used since `time`.
    /// - Returns: how many went.
    public func removeUnused(since time: WallTime) async -> Int {
        var removed = 0
        for name in await threads.run({ [root] in Folder.names(in: root) }) ?? [] {
            guard let site = SiteID(name) else { continue }
            let folder = "\(root)/\(name)"
            // A use touches the file.
            let old = await threads.run { StoredFiles.below(folder).filter { $0.time < time }.map(\.path) } ?? []
            let entries = old.map { path in
                path.dropFirst(folder.utf8.count + 1).split(separator: "/").joined()
            }
            for start in stride(from: 0, to: entries.count, by: Self.step) {
                let part = entries[start..<min(start + Self.step, entries.count)]
                await threads.run { [index] in for entry in part { index.remove(entry, site: site) } }
                removed += part.count
            }
        }
        return removed
    }
}
