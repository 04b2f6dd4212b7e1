// SPDX-License-Identifier: Apache-2.0
import Foundation
import Glibc
import TaskABI
import Testing

/// A module as it is installed, loaded into the test itself: it carries its own Swift runtime and meets the
/// test through the ABI alone, as it meets the process host.
enum BuiltModule {
    /// The folder that the build put the tests and the modules into.
    static let folder: URL = {
        // A run under a sanitizer names a plain build: see scripts/sanitize.
        if let folder = ProcessInfo.processInfo.environment["MORTISE_TEST_MODULES"] { return URL(filePath: folder) }
        let program = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
        return URL(filePath: program).deletingLastPathComponent()
    }()

    /// This repository.
    static let repository = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    /// The one symbol that it exports.
    static func entry(_ name: String = "Summarize") throws -> mortise_module_entry_function {
        try entry(at: folder.appending(path: "lib\(name).so").path)
    }

    static func entry(at path: String) throws -> mortise_module_entry_function {
        let symbol = dlopen(path, RTLD_NOW | RTLD_LOCAL).flatMap { dlsym($0, MORTISE_ENTRY_SYMBOL) }
        let found = try #require(symbol, "\(path) is not there, or exports no entry")
        return try #require(unsafeBitCast(found, to: mortise_module_entry_function?.self))
    }
}
