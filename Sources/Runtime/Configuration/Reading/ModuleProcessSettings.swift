// SPDX-License-Identifier: Apache-2.0

/// The keys that say how module processes are run.
struct ModuleProcessSettings {
    var resident: Int
    var replicas: Int
    var jobs: Int
    var idle: Double
    var start: ModuleStart
    var inline: [String]
    var shared: [String]

    init(_ reader: inout SettingReader) {
        resident = (reader.number(.moduleResident) ?? 1024) << 20
        replicas = reader.number(.moduleReplicas) ?? 1
        jobs = reader.number(.moduleJobs) ?? 0
        idle = Double(reader.number(.moduleIdle) ?? 60)
        start = .spawn
        if let found = reader.text(.moduleStart) {
            if let known = ModuleStart(rawValue: found.text) {
                start = known
            } else {
                reader.refuse(.moduleStart, found, remedy: "Give `spawn` or `warm`.")
            }
        }
        inline = reader.names(.inlineModules)
        shared = reader.names(.sharedModules)
    }
}

extension SettingReader {
    /// Not the whole file system, not what the kernel shows of processes and devices.
    private static let neverReadable = ["/proc", "/sys", "/dev", "/run"]

    /// Paths separated by colons, which modules may be let read: none that would show them secrets of the host's.
    mutating func readablePaths(_ key: Key, dataDirectory: String?) -> [String] {
        guard let found = text(key) else { return [] }
        let paths = found.text.split(separator: ":").map { path in
            path.count > 1 && path.last == "/" ? String(path.dropLast()) : String(path)
        }
        for path in paths {
            let parts = path.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
            guard path.hasPrefix("/"), !parts.contains(where: { ["", ".", ".."].contains($0) }) else {
                let remedy = "Give folders or files by paths that begin with `/`, without `.`, `..` and `//`."
                refuse(key, found, says: "holds the path `\(path.prefix(200))`", remedy: remedy)
                return []
            }
            func holds(_ other: String) -> Bool {
                (other + "/").hasPrefix(path + "/") || (path + "/").hasPrefix(other + "/")
            }
            guard !Self.neverReadable.contains(where: holds) else {
                refuse(
                    key,
                    found,
                    says: "names \(path)",
                    remedy: "Name folders of data, not what belongs to the system."
                )
                return []
            }
            guard dataDirectory.map(holds) != true else {
                let says = "names \(path), and the host's data directory \(dataDirectory ?? "") is in it or around it"
                refuse(key, found, says: says, remedy: "Name a folder that has nothing to do with MORTISE_DATA.")
                return []
            }
        }
        return paths
    }
}
