// SPDX-License-Identifier: Apache-2.0
import Foundation
import Glibc
import StandIns
import TaskABI
import Testing

/// A module as it is installed, loaded into the test itself: it carries its own Swift runtime and meets the
/// test through the ABI alone, as it meets the process host.
enum BuiltModule {
    /// The folder that the build put the modules into.
    static let folder = URL(filePath: Built.modules)

    static let repository = URL(filePath: Built.repository)

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
