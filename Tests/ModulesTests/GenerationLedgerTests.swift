// SPDX-License-Identifier: Apache-2.0
import Foundation
import StandIns
import Testing

@testable import Modules

/// A generation's number means the same file for ever.
@Suite(.timeLimit(.minutes(1)))
struct GenerationLedgerTests {
    /// The number of the image with this hash.
    private func number(_ hash: String, _ folder: String) throws -> Int64 {
        try GenerationLedger(folder: folder).number(of: ModuleImage(hash: hash, path: "/x", origin: "x"))
    }

    @Test func aFileKeepsItsNumber() async throws {
        try await withTestFolder { folder in
            let numbers = try ["aa", "bb", "aa", "bb", "cc", "aa"].map { try number($0, folder) }
            #expect(numbers == [1, 2, 1, 2, 3, 1])
        }
    }

    /// The host died while it wrote: the rest of a line must not swallow the next one.
    @Test(arguments: ["3", "3 ", "3 cc", "3 cc\n4", "\n\n", "3 cc\nrubbish in a line\n", "x y\n-1 z\n"])
    func aTornLineCostsNoLaterNumberItsMeaning(_ rest: String) async throws {
        try await withTestFolder { folder in
            try write(Array("1 aa\n2 bb\n\(rest)".utf8), to: folder + "/generations")
            let fourth = try number("dd", folder)
            #expect(fourth > 2)
            #expect(try number("dd", folder) == fourth)
            let next = try number("ee", folder)
            #expect(next > fourth)
            #expect(try number("dd", folder) == fourth)
            #expect(try number("aa", folder) == 1)
        }
    }

    @Test func aNumberAtTheEndOfAllNumbersIsAnErrorAndNoTrap() async throws {
        try await withTestFolder { folder in
            try write(Array("\(Int64.max) aa\n".utf8), to: folder + "/generations")
            #expect(try number("aa", folder) == .max)
            #expect(throws: ModuleError.self) { try number("bb", folder) }
        }
    }

    @Test func aFolderThatIsNotThereIsNamed() async throws {
        try await withTestFolder { folder in
            let error = #expect(throws: ModuleError.self) {
                try number("aa", folder + "/none")
            }
            #expect(error?.description.contains("/none/generations") == true)
        }
    }
}
