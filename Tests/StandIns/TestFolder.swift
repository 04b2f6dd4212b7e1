// SPDX-License-Identifier: Apache-2.0
import Foundation

/// A folder for one test, removed at its end whatever happens, unless MORTISE_KEEP is set. Other users may enter it, as
/// modules must.
public func withTestFolder<Value>(
    isolation: isolated (any Actor)? = #isolation,
    _ body: (String) async throws -> Value
) async throws -> Value {
    let folder = FileManager.default.temporaryDirectory.path + "/mortise-test-\(UUID().uuidString)"
    try FileManager.default.createDirectory(
        atPath: folder,
        withIntermediateDirectories: true,
        attributes: [.posixPermissions: 0o755]
    )
    defer { if getenv("MORTISE_KEEP") == nil { try? FileManager.default.removeItem(atPath: folder) } }
    return try await body(folder)
}
