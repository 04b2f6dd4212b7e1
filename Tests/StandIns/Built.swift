// SPDX-License-Identifier: Apache-2.0
import Foundation

/// Where the programs and modules under test were built.
public enum Built {
    /// Beside the test's own program.
    private static let folder: String = {
        let program = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
        return URL(filePath: program).deletingLastPathComponent().path
    }()
    /// Where what runs in the sandbox is: a sanitizer's memory map and system calls do not fit into it, so a run under
    /// one names a plain build (scripts/sanitize). For figures, `.build/release`.
    public static let modules = ProcessInfo.processInfo.environment["MORTISE_TEST_MODULES"] ?? folder

    public static var mortise: String { folder + "/mortise" }
    public static var moduleHost: String { modules + "/mortise-module-host" }
    public static var hardened: String { modules + "/Hardened" }
    public static var oldKernel: String { modules + "/OldKernel" }
    public static var summarize: String { modules + "/libSummarize.so" }
    public static var customPrompt: String { modules + "/libCustomPrompt.so" }
    /// May be shared by sites and run inline.
    public static var benchmark: String { modules + "/libBenchmarkModule.so" }
    public static var contract: String { modules + "/libContractModule.so" }
    /// Needs a C library of the system, and reads files of the machine.
    public static var reader: String { modules + "/libReaderModule.so" }
    /// A library that a module may need, and that leaves something behind.
    public static var stray: String { modules + "/libStrayLibrary.so" }
    /// `document_summary` of plain text, needing no library.
    public static var plainDocuments: String { modules + "/libPlainDocuments.so" }
    /// Reads documents; not built where its libraries are absent.
    public static var documents: String { modules + "/libDocOCR.so" }
    public static var hasDocuments: Bool { FileManager.default.fileExists(atPath: documents) }
    /// Preloaded beside libfaketime.
    public static var steadyTimers: String { modules + "/libSteadyTimers.so" }
    public static var hostile: String { modules + "/libHostileModule.so" }

    public static let repository = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().path
}
