// SPDX-License-Identifier: Apache-2.0
import Foundation

/// A folder for one test, removed at its end whatever happens. Other users may enter it, as modules must.
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
    defer { try? FileManager.default.removeItem(atPath: folder) }
    return try await body(folder)
}

/// Where the programs and modules under test were built: beside the test's own program.
enum Built {
    private static let folder: String = {
        // A run under a sanitizer names a plain build: see scripts/sanitize.
        if let folder = ProcessInfo.processInfo.environment["MORTISE_TEST_MODULES"] { return folder }
        let program = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
        return URL(filePath: program).deletingLastPathComponent().path
    }()
    static var moduleHost: String { folder + "/mortise-module-host" }
    static var summarize: String { folder + "/libSummarize.so" }
    static var contract: String { folder + "/libContractModule.so" }
    static var hostile: String { folder + "/libHostileModule.so" }
}

/// Writes a file of these bytes.
func write(_ bytes: [UInt8], to path: String) throws { try Data(bytes).write(to: URL(filePath: path)) }

/// The names in a folder, sorted.
func names(in folder: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
}

/// The first bytes of any shared library.
let elf: [UInt8] = [0x7F, 0x45, 0x4C, 0x46]
