// SPDX-License-Identifier: Apache-2.0
import Foundation
import Services

/// Makes a folder for one test and removes it however `body` ends.
func withFolder<T>(
    isolation: isolated (any Actor)? = #isolation,
    _ body: (String) async throws -> T
) async throws -> T {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("mortise-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
    defer { try? FileManager.default.removeItem(at: folder) }
    return try await body(folder.path)
}

/// A small file system in memory, removed at the end; false when this machine allows none.
func withDevice(
    _ megabytes: Int,
    isolation: isolated (any Actor)? = #isolation,
    _ body: (String) async throws -> Void
) async throws {
    guard geteuid() == 0 else { return print("skipped: only root can mount a small device") }
    try await withFolder { folder in
        guard mount("tmpfs", folder, "tmpfs", 0, "size=\(megabytes)m,mode=0700") == 0 else {
            return print("skipped: this system mounts no tmpfs (\(String(cString: strerror(errno))))")
        }
        defer { umount2(folder, Int32(MNT_DETACH)) }
        try await body(folder)
    }
}

/// Every regular file below a folder, by its path within.
func files(in folder: String) -> [String] {
    (FileManager.default.enumerator(atPath: folder)?.allObjects as? [String] ?? [])
        .filter { path in
            var isFolder: ObjCBool = false
            return FileManager.default.fileExists(atPath: "\(folder)/\(path)", isDirectory: &isFolder)
                && !isFolder.boolValue
        }
        .sorted()
}
