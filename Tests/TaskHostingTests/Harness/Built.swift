// SPDX-License-Identifier: Apache-2.0
import Foundation

/// Where the programs and modules under test were built: beside the test's own program, or where MORTISE_TEST_MODULES
/// says (`.build/release`, for figures).
enum Built {
    private static let folder: String = {
        if let folder = ProcessInfo.processInfo.environment["MORTISE_TEST_MODULES"] { return folder }
        let program = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
        return URL(filePath: program).deletingLastPathComponent().path
    }()
    static var moduleHost: String { folder + "/mortise-module-host" }
    static var oldKernel: String { folder + "/OldKernel" }
    static var contract: String { folder + "/libContractModule.so" }
    static var summarize: String { folder + "/libSummarize.so" }
}

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

/// The contract module with another word over the variant in its file, in a file of its own.
func makeVariant(_ name: String, in folder: String) throws -> String {
    var bytes = try Data(contentsOf: URL(filePath: Built.contract))
    let marker = Data("MORTISE-VARIANT:".utf8)
    guard let found = bytes.range(of: marker) else { throw ProcessTrouble("the module has no variant") }
    let word = Data((name + " ").utf8)
    bytes.replaceSubrange(found.upperBound..<found.upperBound + word.count, with: word)
    let path = folder + "/\(name).so"
    try bytes.write(to: URL(filePath: path))
    return path
}

/// Something of the tests' own went wrong.
struct ProcessTrouble: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}
