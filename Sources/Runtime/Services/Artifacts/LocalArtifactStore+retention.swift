// SPDX-License-Identifier: Apache-2.0
public import Jobs

extension LocalArtifactStore {
    /// Files that one step removes; between two, whoever waits for a disk thread has his turn.
    private static let step = 100

    /// Removes artifacts that were written before `time`, and of each site all but the newest `count`.
    /// - Parameters:
    ///   - time: nil: however old.
    ///   - count: nil: however many.
    /// - Returns: how many went.
    public func removeOld(before time: WallTime?, keeping count: Int?) async -> Int {
        guard time != nil || count != nil else { return 0 }
        var removed = 0
        for site in await onThread({ [root] in Folder.names(in: root) }) ?? [] {
            let folder = "\(root)/\(site)"
            let doomed =
                await onThread { () -> [StoredFiles.File] in
                    let files = StoredFiles.below(folder).sorted { $0.time < $1.time }
                    let surplus = max(0, files.count - (count ?? files.count))
                    return files.enumerated().filter { index, file in
                        index < surplus || time.map { file.time < $0 } ?? false
                    }.map(\.element)
                } ?? []
            for start in stride(from: 0, to: doomed.count, by: Self.step) {
                let part = doomed[start..<min(start + Self.step, doomed.count)]
                removed += await onThread { part.count { StoredFiles.remove($0, within: folder) } } ?? 0
            }
        }
        return removed
    }
}
