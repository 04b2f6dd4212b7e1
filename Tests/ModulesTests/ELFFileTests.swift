// SPDX-License-Identifier: Apache-2.0
import Foundation
import StandIns
import Testing

@testable import Modules

/// A library's file is a stranger's word: it is read without trust, and none of its code runs.
@Suite(.timeLimit(.minutes(2)))
struct ELFFileTests {
    private func module() throws -> [UInt8] { Array(try Data(contentsOf: URL(filePath: Built.hostile))) }

    @Test func aBuiltModuleIsRead() throws {
        let file = try ELFFile(try module())
        let manifests = try file.contents(ofSection: "mortise.manifest")
        #expect(manifests.count == 1)
        #expect(manifests.first?.first == UInt8(ascii: "{"))
        #expect(try file.neededLibraries().contains("libc.so.6"))
        #expect(try file.exportedSymbols() == ["mortise_module_entry"])
        #expect(try file.contents(ofSection: "no such section").isEmpty)
    }

    @Test func aLibraryOfTheSystemIsRead() throws {
        let file = try ELFFile(Array(try Data(contentsOf: URL(filePath: Machine.libstdcxx))))
        #expect(try file.neededLibraries().contains("libm.so.6"))
        #expect(try file.exportedSymbols().count > 1_000)
    }

    /// Every read of a file that was changed gives a value or an error, and nothing else.
    private func read(_ bytes: [UInt8]) {
        guard let file = try? ELFFile(bytes) else { return }
        _ = try? file.neededLibraries()
        _ = try? file.exportedSymbols()
        _ = try? file.contents(ofSection: "mortise.manifest")
        _ = try? InstalledModule.inspect(bytes, "changed.so")
    }

    @Test func aFileThatIsCutAnywhereCrashesNothing() throws {
        let whole = try module()
        for length in stride(from: 0, to: 512, by: 7) { read(Array(whole.prefix(length))) }
        for length in stride(from: 512, to: whole.count, by: max(1, whole.count / 60)) {
            read(Array(whole.prefix(length)))
        }
    }

    /// The tables say where everything is: their bytes are changed one by one, and many at random.
    @Test func aFileWithChangedBytesCrashesNothing() throws {
        let whole = try module()
        var random = SeededRandom(state: 7)
        let sections = Int(whole[40]) | Int(whole[41]) << 8 | Int(whole[42]) << 16
        var places = Array(0..<64) + Array(stride(from: 64, to: 64 + 56 * 10, by: 5))
        places += (0..<80).map { sections + $0 * 27 }
        places += (0..<150).map { _ in Int.random(in: 0..<whole.count, using: &random) }
        var changed = whole
        for place in places where place < whole.count {
            for value in [0xFF, UInt8.random(in: 0...255, using: &random)] {
                changed[place] = value
                read(changed)
            }
            changed[place] = whole[place]
        }
        for _ in 0..<80 {
            var wild = whole
            for _ in 0..<20 { wild[Int.random(in: 0..<4_096, using: &random)] = .random(in: 0...255, using: &random) }
            read(wild)
        }
    }

    @Test func countsWithoutEndAreRefused() throws {
        var many = try module()
        // e_shnum, then e_phnum.
        (many[60], many[61]) = (0xFF, 0xFF)
        #expect(throws: ELFFile.Problem.self) { try ELFFile(many) }
        many = try module()
        (many[56], many[57]) = (0xFF, 0xFF)
        #expect(throws: ELFFile.Problem.self) { try ELFFile(many) }
    }
}

/// The same numbers at every run.
struct SeededRandom: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ value >> 27) &* 0x94D0_49BB_1331_11EB
        return value ^ value >> 31
    }
}
