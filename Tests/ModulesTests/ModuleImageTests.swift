// SPDX-License-Identifier: Apache-2.0
import Foundation
import Glibc
import Signing
import StandIns
import Testing

@testable import Modules

/// What runs is what was installed, whatever becomes of the file it came from.
@Suite(.timeLimit(.minutes(1)))
struct ModuleImageTests {
    private func withSource(
        _ bytes: [UInt8],
        _ body: (_ source: String, _ store: String) throws -> Void
    ) async throws {
        try await withTestFolder { folder in
            try write(bytes, to: folder + "/module.so")
            try body(folder + "/module.so", folder + "/modules")
        }
    }

    private func content(_ path: String) throws -> [UInt8] { Array(try Data(contentsOf: URL(filePath: path))) }

    @Test func isNamedByItsContent() async throws {
        let bytes = elf + [UInt8](repeating: 7, count: 100_000)
        try await withSource(bytes) { source, store in
            let image = try ModuleImage.install(source, into: store)
            #expect(image.hash == hexadecimal(sha256(bytes)))
            #expect(image.path == "\(store)/\(image.hash).so")
            #expect(try content(image.path) == bytes)
            #expect(try names(in: store) == ["\(image.hash).so"])
            #expect(try ModuleImage.install(source, into: store) == image)
            #expect(try names(in: store).count == 1)
        }
    }

    @Test func aReplacedSourceLeavesTheOldImageAlone() async throws {
        try await withSource(elf + [1]) { source, store in
            let old = try ModuleImage.install(source, into: store)
            try write(elf + [2], to: source)
            let new = try ModuleImage.install(source, into: store)
            #expect(new.hash != old.hash)
            #expect(try content(old.path) == elf + [1])
            #expect(try content(new.path) == elf + [2])
            try FileManager.default.removeItem(atPath: source)
            let descriptor = try old.open()
            close(descriptor)
        }
    }

    @Test func cannotBeWrittenByMistakeButReadByAnotherUser() async throws {
        try await withSource(elf) { source, store in
            let image = try ModuleImage.install(source, into: store)
            var status = stat()
            #expect(stat(image.path, &status) == 0)
            #expect(status.st_mode & 0o777 == 0o444)
        }
    }

    @Test func aDraftLeftBehindIsReplaced() async throws {
        try await withSource(elf + [3]) { source, store in
            try FileManager.default.createDirectory(atPath: store, withIntermediateDirectories: false)
            let hash = hexadecimal(sha256(elf + [3]))
            try write([1, 2, 3], to: "\(store)/\(hash).so.draft")
            let image = try ModuleImage.install(source, into: store)
            #expect(try content(image.path) == elf + [3])
            #expect(try names(in: store) == ["\(hash).so"])
        }
    }

    @Test func aDamagedImageIsMadeAnew() async throws {
        try await withSource(elf + [4]) { source, store in
            let image = try ModuleImage.install(source, into: store)
            unlink(image.path)
            try write(elf + [5], to: image.path)
            #expect(try ModuleImage.install(source, into: store) == image)
            #expect(try content(image.path) == elf + [4])
        }
    }

    @Test func aSymbolicLinkIsFollowedOnce() async throws {
        try await withSource(elf + [6]) { source, store in
            let link = source + ".link"
            #expect(symlink(source, link) == 0)
            let image = try ModuleImage.install(link, into: store)
            #expect(image.origin == link)
            // Turning the link elsewhere changes nothing that is installed.
            unlink(link)
            #expect(try content(image.path) == elf + [6])
        }
    }

    @Test(arguments: [[], [0x7F], Array("#!/bin/sh\n".utf8), Array("\u{7F}EL".utf8)] as [[UInt8]])
    func whatIsNoLibraryIsRefusedByName(_ bytes: [UInt8]) async throws {
        try await withSource(bytes) { source, store in
            let error = #expect(throws: ModuleError.self) { try ModuleImage.install(source, into: store) }
            #expect(error?.description.contains(source) == true)
            #expect(!FileManager.default.fileExists(atPath: store))
        }
    }

    @Test func foldersPipesAndNothingAreRefusedByName() async throws {
        try await withTestFolder { folder in
            #expect(mkfifo(folder + "/pipe", 0o600) == 0)
            #expect(symlink(folder + "/loop", folder + "/loop") == 0)
            for source in [folder, folder + "/pipe", folder + "/none", folder + "/loop", "/dev/zero"] {
                let error = #expect(throws: ModuleError.self) {
                    try ModuleImage.install(source, into: folder + "/modules")
                }
                #expect(error?.description.contains(source) == true)
            }
        }
    }

    @Test func aStoreThatCannotBeMadeIsNamed() async throws {
        try await withSource(elf) { source, _ in
            let error = #expect(throws: ModuleError.self) {
                try ModuleImage.install(source, into: source + "/below-a-file")
            }
            #expect(error?.description.contains("below-a-file") == true)
        }
    }
}
