// SPDX-License-Identifier: Apache-2.0
import Foundation
import Glibc
import TaskABI
import Testing

/// The module as it is installed, loaded into the test itself: it carries its own Swift runtime and meets the
/// test through the ABI alone, as it meets the process host.
enum BuiltModule {
    private static let symbol: UInt? = {
        let program = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
        let path = URL(filePath: program).deletingLastPathComponent().path + "/libSummarize.so"
        return dlopen(path, RTLD_NOW | RTLD_LOCAL).flatMap { dlsym($0, MORTISE_ENTRY_SYMBOL) }
            .map { UInt(bitPattern: $0) }
    }()

    /// The one symbol that it exports.
    static func entry() throws -> mortise_module_entry_function {
        let symbol = try #require(symbol, "libSummarize.so is not beside the tests, or exports no entry")
        let entry = unsafeBitCast(symbol, to: mortise_module_entry_function?.self)
        return try #require(entry)
    }
}

extension mortise_text {
    /// A copy as a string; nil when it is no UTF-8.
    var string: String? {
        guard length > 0, let bytes else { return "" }
        return String(validating: UnsafeRawBufferPointer(start: bytes, count: Int(length)), as: UTF8.self)
    }
}

/// Calls `body` with the bytes as borrowed text, valid until it returns.
func withText<Result>(_ bytes: [UInt8], _ body: (mortise_text) -> Result) -> Result {
    bytes.withUnsafeBytes {
        body(mortise_text(bytes: $0.baseAddress?.assumingMemoryBound(to: CChar.self), length: UInt64($0.count)))
    }
}

/// Calls `body` with the string as borrowed text, valid until it returns.
func withText<Result>(_ string: String, _ body: (mortise_text) -> Result) -> Result {
    withText(Array(string.utf8), body)
}
