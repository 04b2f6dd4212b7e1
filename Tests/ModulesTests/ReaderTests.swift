// SPDX-License-Identifier: Apache-2.0
import Foundation
import Glibc
import StandIns
import Testing
import Waiting

@testable import Modules

extension RealProcesses {
    /// A module that needs a C library of the system and reads files of the machine, in the sandbox.
    @Suite(.timeLimit(.minutes(3)))
    struct ReaderTests {
        private static let starts = [PoolOptions.Start.spawn, .warm]

        /// A folder with something to read, and what must not be read beside it.
        private struct Place {
            let folder: String
            var data: String { folder + "/data" }
            var file: String { data + "/file" }

            init(in folder: String) throws {
                self.folder = folder
                let files = FileManager.default
                for name in ["data/deep", "data-beside", "other"] {
                    try files.createDirectory(atPath: "\(folder)/\(name)", withIntermediateDirectories: true)
                }
                for name in ["data/file", "data/deep/file", "data-beside/file", "other/file", "other/beside"] {
                    try write(Array("readable".utf8), to: "\(folder)/\(name)")
                }
                for (link, target) in [("inside", "deep/file"), ("outside", "/etc/passwd"), ("other", "../other/file")]
                {
                    try files.createSymbolicLink(atPath: "\(folder)/data/\(link)", withDestinationPath: target)
                }
            }

            func root(_ path: String) -> ReadableRoot { ReadableRoot(path: folder + path, target: folder + path) }
        }

        private func withReader(
            _ start: PoolOptions.Start,
            _ roots: [String] = ["/data"],
            program: (String) throws -> String = { _ in Built.moduleHost },
            change: (inout ModuleManifest) -> Void = { _ in },
            _ body: (ModulePool, Place) async throws -> Void
        ) async throws {
            try await withSteadyHost {
                try await withTestFolder { folder in
                    let place = try Place(in: folder)
                    var manifest = try InstalledModule.install(Built.reader, into: folder + "/modules").manifest
                    change(&manifest)
                    let lines = CollectedLines()
                    try await withPool(
                        Built.reader,
                        program: try program(folder),
                        manifest: manifest,
                        roots: roots.map(place.root),
                        options: options { $0.start = start },
                        log: lines
                    ) { try await body($0, place) }
                    #expect(!lines.sentences.contains { $0.contains("spawned instead") }, "\(lines.sentences)")
                }
            }
        }

        private func found(_ pool: ModulePool, _ words: String) async throws -> String {
            try summary(await pool.run(try testJob(words), alone: false, services: Answering()))
        }

        @Test(arguments: starts)
        func aDeclaredLibraryIsThere(_ start: PoolOptions.Start) async throws {
            try await withReader(start) { pool, _ in
                let report = try await found(pool, "yaml setting OMP_THREAD_LIMIT setting OMP_NUM_THREADS setting PATH")
                #expect(report.hasPrefix("yaml=0."), "\(report)")
                #expect(report.hasSuffix(" OMP_THREAD_LIMIT=1 OMP_NUM_THREADS=1 PATH= "), "\(report)")
            }
        }

        @Test(arguments: starts)
        func whatLiesBelowARootIsRead(_ start: PoolOptions.Start) async throws {
            try await withReader(start) { pool, place in
                let (data, file) = (place.data, place.file)
                let report = try await found(
                    pool,
                    "read \(file) read \(data)/deep/file read \(data)/inside list \(data) list \(data)/ facts \(file) "
                        + "access \(file) map \(file) read \(data)/none read \(data)"
                )
                #expect(
                    report == "read=8 read=8 read=8 list=5 list=5 facts=8 access=0,-1 map=114 read=-2 read=-21 ",
                    "\(report)"
                )
            }
        }

        /// By every way that there is, whether the handler is asked or gone around.
        @Test(arguments: starts)
        func nothingElseIs(_ start: PoolOptions.Start) async throws {
            try await withReader(start) { pool, place in
                let (data, folder) = (place.data, place.folder)
                let shut = [
                    "/etc/passwd", "\(data)/outside", "\(data)/other", "\(data)/../other/file",
                    "\(data)/deep/../../other/file",
                    "\(folder)/data-beside/file", "\(folder)/other/file", "/proc/self/environ", "/proc/self/mem",
                    "\(data)/../../../../../../../../etc/passwd", "relative", "/usr/share/common-licenses/GPL-3",
                ]
                for path in shut {
                    let report = try await found(
                        pool,
                        "read \(path) facts \(path) access \(path) map \(path) bare \(path)"
                    )
                    #expect(report == "read=-13 facts=-13 access=-1,-1 map=-13 bare=0 ", "\(path): \(report)")
                }
                for path in ["/", "/proc", "/etc", folder, "\(data)/..", "\(data)/."] {
                    let report = try await found(pool, "list \(path) bare \(path)")
                    #expect(
                        report == (path.hasSuffix(".") && !path.hasSuffix("..") ? "list=5 bare=1 " : "list=-13 bare=0 ")
                    )
                }
            }
        }

        @Test(arguments: starts)
        func nothingIsWritten(_ start: PoolOptions.Start) async throws {
            try await withReader(start) { pool, place in
                // As far as the file system goes, everybody may.
                #expect(chmod(place.file, 0o666) == 0 && chmod(place.data, 0o777) == 0)
                for path in [place.file, place.data, place.data + "/new"] {
                    let report = try await found(pool, "write \(path)")
                    #expect(report == "write=0 ", "\(path)")
                }
                let left = try Data(contentsOf: URL(filePath: place.file))
                #expect(left.count == 8)
                #expect(!FileManager.default.fileExists(atPath: place.data + "/new"))
            }
        }

        @Test(arguments: starts)
        func severalThreadsReadAtOnce(_ start: PoolOptions.Start) async throws {
            try await withReader(start, ["/data/deep"]) { pool, place in
                for number in 0..<50 { try write(Array("\(number)".utf8), to: "\(place.data)/deep/\(number)") }
                let report = try await found(pool, "crowd \(place.data)/deep")
                #expect(report == "crowd=0 ")
            }
        }

        /// A link between two roots is followed; a file may be a root, and what lies beside it is none.
        @Test(arguments: starts)
        func rootsMayBeFilesAndLinkToEachOther(_ start: PoolOptions.Start) async throws {
            try await withReader(start, ["/data", "/other/file"]) { pool, place in
                let other = place.folder + "/other"
                let report = try await found(
                    pool,
                    "read \(place.data)/other read \(other)/file facts \(other)/file read \(other)/beside list \(other) "
                        + "bare \(other)/beside read \(other)/file/x "
                        + "read \(place.data)/../other/file"
                )
                #expect(report == "read=8 read=8 facts=8 read=-13 list=-13 bare=0 read=-20 read=-13 ", "\(report)")
            }
        }

        @Test(arguments: starts)
        func aLibraryThatIsMissingIsARefusal(_ start: PoolOptions.Start) async throws {
            let missing = { (manifest: inout ModuleManifest) in manifest.libraries.append("libmortise-none.so.7") }
            try await withSteadyHost {
                try await withTestFolder { folder in
                    var manifest = try InstalledModule.install(Built.reader, into: folder + "/modules").manifest
                    missing(&manifest)
                    try await withPool(Built.reader, manifest: manifest, options: options { $0.start = start }) {
                        pool in
                        let error = await #expect(throws: ModuleError.self) { try await pool.start() }
                        for word in ["libReaderModule.so", "libmortise-none.so.7", "Install the Debian package"] {
                            #expect(error?.description.contains(word) == true, "\(error?.description ?? "")")
                        }
                    }
                }
            }
        }

        /// The loader can open nothing any more: what was not said beforehand is not there.
        @Test func aLibraryThatIsNotDeclaredIsNotLoaded() async throws {
            try await withReader(.spawn, change: { $0.libraries = [] }) { pool, _ in
                let error = await #expect(throws: ModuleError.self) { try await pool.start() }
                #expect(error?.description.contains("libyaml-0.so.2") == true, "\(error?.description ?? "")")
            }
        }

        /// What a library leaves behind when it is loaded would not be bound by the seal.
        @Test(arguments: [("thread ", "started a thread"), ("file   ", "left a file open"), ("nothing", nil)])
        func aLibraryThatLeavesSomethingBehindIsARefusal(_ word: String, _ refusal: String?) async throws {
            func program(_ folder: String) throws -> String {
                // Libraries are looked for beside the program too.
                var bytes = try Data(contentsOf: URL(filePath: Built.stray))
                let place = try #require(bytes.range(of: Data("STRAY:nothing ".utf8)))
                bytes.replaceSubrange(place, with: Data("STRAY:\(word) ".utf8))
                try bytes.write(to: URL(filePath: folder + "/libstray.so.1"))
                let program = folder + "/mortise-module-host"
                try FileManager.default.copyItem(atPath: Built.moduleHost, toPath: program)
                return program
            }
            try await withReader(.spawn, program: program, change: { $0.libraries.append("libstray.so.1") }) {
                pool,
                _ in
                guard let refusal else {
                    _ = try await pool.start()
                    return
                }
                let error = await #expect(throws: ModuleError.self) { try await pool.start() }
                #expect(error?.description.contains(refusal) == true, "\(error?.description ?? "")")
            }
        }

        @Test func whatMayBeReadIsReported() async throws {
            try await withReader(.spawn, ["/data", "/none"]) { pool, place in
                let module = try await pool.start()
                #expect(module.sandboxNotes.contains("may read \(place.data)"), "\(module.sandboxNotes)")
                #expect(module.sandboxNotes.contains("asks to read what is not there: \(place.folder)/none"))
            }
            // A link that was put in its place after the host had looked.
            try await withReader(.spawn, ["/data/other"]) { pool, place in
                let notes = try await pool.start().sandboxNotes
                #expect(notes.contains { $0.contains("not there: \(place.data)/other") }, "\(notes)")
                let report = try await found(pool, "read \(place.data)/other")
                #expect(report == "read=-13 ")
            }
        }

        @Test(.enabled(if: geteuid() == 0, "needs root"))
        func whatTheModulesUserMayNotReadIsReported() async throws {
            try await withReader(.spawn) { pool, place in
                #expect(chmod(place.data, 0o700) == 0)
                let notes = try await pool.start().sandboxNotes
                #expect(notes.contains { $0.contains("user 59500 has no right to") }, "\(notes)")
            }
        }

        /// The filter alone cannot tell one path from another.
        @Test(arguments: starts)
        func withoutLandlockNothingIsRead(_ start: PoolOptions.Start) async throws {
            func program(_ folder: String) throws -> String {
                let path = folder + "/OldKernel-plain"
                try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: Built.oldKernel)
                return path
            }
            try await withReader(start, program: program) { pool, place in
                let module = try await pool.start()
                #expect(module.tier == 1)
                #expect(module.sandboxNotes.contains("may not read \(place.data): that takes Landlock"))
                let report = try await found(
                    pool,
                    "read \(place.file) list \(place.data) facts \(place.file) bare \(place.file) bare /etc/passwd yaml"
                )
                #expect(report.hasPrefix("read=-13 list=-13 facts=-13 bare=0 bare=0 yaml=0."), "\(report)")
            }
        }

        /// Inline the loader finds libraries by itself, and nothing is shut.
        @Test func inlineItIsTheSame() async throws {
            try await withTestFolder { folder in
                let place = try Place(in: folder)
                let manifest = try InstalledModule.install(Built.reader, into: folder + "/modules").manifest
                try await withPool(Built.reader, manifest: manifest, options: options { $0.isInline = true }) { pool in
                    let report = try await found(pool, "yaml read \(place.file) list \(place.data) facts \(place.file)")
                    #expect(report.hasPrefix("yaml=0.") && report.hasSuffix("read=8 list=5 facts=8 "), "\(report)")
                }
            }
        }
    }
}
