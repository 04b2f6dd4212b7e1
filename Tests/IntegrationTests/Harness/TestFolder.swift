// SPDX-License-Identifier: Apache-2.0
import Foundation

/// A folder for one test, removed at its end whatever happens.
func withTestFolder<Value>(
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

/// Where the programs and modules under test were built: beside the test's own program.
enum Built {
    static let folder: String = {
        let program = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
        return URL(filePath: program).deletingLastPathComponent().path
    }()
    static var mortise: String { folder + "/mortise" }
    /// Where what runs in the sandbox is: a sanitizer's memory map and system calls do not fit into it, so a run under
    /// one names a plain build.
    static let modules = ProcessInfo.processInfo.environment["MORTISE_TEST_MODULES"] ?? folder
    static var moduleHost: String { modules + "/mortise-module-host" }
    static var summarize: String { modules + "/libSummarize.so" }
    static var hostile: String { modules + "/libHostileModule.so" }
    static var customPrompt: String { modules + "/libCustomPrompt.so" }
    static let repository = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().path
}
