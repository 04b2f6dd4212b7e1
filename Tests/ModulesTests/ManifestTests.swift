// SPDX-License-Identifier: Apache-2.0
import Foundation
import ModuleProtocol
import StandIns
import Testing

@testable import Modules

/// What a module says of itself in its file, and what keeps it from being installed.
@Suite(.timeLimit(.minutes(1)))
struct ManifestTests {
    private static let text = """
        {"manifest": 1, "name": "m", "version": "1.2.3", "abi": ["0.9", "0.9"], "license": "MIT", "inline": "never",
         "sharing": "all", "libraries": ["libz.so.1"], "files": ["/usr/share/a"], "future": {"a": [1]},
         "tasks": [{"name": "t", "version": "2.0.0", "execution": "blocking", "capabilities": ["complete", "map"],
                    "flags": ["cacheable"]}]}
        """
    private func manifest(_ text: String = Self.text) throws -> ModuleManifest {
        try ModuleManifest(parsing: Array(text.utf8)[...])
    }
    private static func many(_ text: String, _ count: Int) -> String {
        "[\((0..<count).map { "\"\(text)\($0)\"" }.joined(separator: ","))]"
    }
    /// The text with one piece of it replaced.
    private func changed(_ piece: String, _ other: String) -> String {
        Self.text.replacingOccurrences(of: piece, with: other)
    }

    @Test func everyMemberIsRead() throws {
        let found = try manifest(Self.text + "\0\0")
        #expect(found.name == "m")
        #expect(found.version == "1.2.3")
        #expect(found.abi == 9...9)
        #expect(found.license == "MIT")
        #expect(!found.allowsInline)
        #expect(found.allowsSharing)
        #expect(found.libraries == ["libz.so.1"])
        #expect(found.files == ["/usr/share/a"])
        #expect(try manifest(changed(#""files": ["/usr/share/a"],"#, "")).files == [])
        #expect(
            found.tasks == [
                .init(
                    name: "t",
                    version: "2.0.0",
                    isBlocking: true,
                    capabilities: ["complete", "map"],
                    flags: ["cacheable"]
                )
            ]
        )
    }

    @Test(
        arguments: [
            (#""manifest": 1"#, #""manifest": 2"#, "version 2"), (#""manifest": 1,"#, "", "`manifest`"),
            (#""name": "m""#, #""name": """#, "`name`"), (#""name": "m""#, #""name": 7"#, "`name`"),
            (#""version": "1.2.3","#, "", "`version`"), (#"["0.9", "0.9"]"#, #"["0.9"]"#, "`abi`"),
            (#"["0.9", "0.9"]"#, #"["0.9", "0.8"]"#, "`abi`"), (#"["0.9", "0.9"]"#, #"["x", "0.9"]"#, "`abi`"),
            (#""never""#, #""maybe""#, "`inline`"), (#""all""#, #""some""#, "`sharing`"),
            (#""libz.so.1""#, #""../libz.so.1""#, "`libraries`"), (#""blocking""#, #""quick""#, "`tasks.execution`"),
            (#"["libz.so.1"]"#, many("libz.so.", 33), "more than 32"), (#"["/usr/share/a"]"#, #""/a""#, "`files`"),
            (#"["/usr/share/a"]"#, many("/usr/share/", 17), "more than 16"),
            (#""/usr/share/a""#, #""usr/share/a""#, "`files`"), (#""/usr/share/a""#, #""/usr/share/a/""#, "`files`"),
            (#""/usr/share/a""#, #""/usr/share/../a""#, "`files`"), (#""/usr/share/a""#, #""/usr//a""#, "`files`"),
            (#""/usr/share/a""#, #""/usr/share/a b""#, "`files`"), (#""/usr/share/a""#, #""/""#, "`files`"),
            (#""map""#, #""fly""#, "`fly`"), (#""cacheable""#, #""loud""#, "`loud`"), (#""flags":"#, #""f":"#, "flags"),
            (#"{"manifest""#, #"["manifest""#, "no JSON object"),
        ]
    )
    func aBreachNamesTheMember(_ piece: String, _ other: String, _ word: String) {
        let error = #expect(throws: ModuleError.self) { try manifest(changed(piece, other)) }
        #expect(error?.description.contains(word) == true, "\(error?.description ?? "")")
    }

    @Test(arguments: ["", "\0", "null", "[]", "{", String(repeating: "[", count: 60_000), "{\"manifest\":1e400}"])
    func whatIsNoManifestIsRefused(_ text: String) {
        #expect(throws: ModuleError.self) { try manifest(text) }
    }

    @Test func librariesMustBeNamed() throws {
        let found = try manifest()
        #expect(found.misfit(needed: ["libc.so.6", "libstdc++.so.6", "libz.so.1"]) == nil)
        let misfit = found.misfit(needed: ["libc.so.6", "libswiftCore.so"])
        #expect(misfit?.contains("libswiftCore.so") == true)
        #expect(misfit?.contains("libc.so.6") == false)
    }

    @Test func anABIThatIsNotSpokenNamesBothSides() throws {
        for range in [#"["0.8", "0.8"]"#, #"["1.0", "1.4"]"#] {
            let misfit = try manifest(changed(#"["0.9", "0.9"]"#, range)).misfit(needed: [])
            #expect(misfit?.contains("this host speaks 0.9") == true)
        }
        #expect(try manifest(changed(#"["0.9", "0.9"]"#, #"["0.8", "1.0"]"#)).misfit(needed: []) == nil)
    }

    private var hello: ModuleHello {
        ModuleHello(
            name: "m",
            version: "1.2.3",
            abi: 9,
            taskTypes: [
                .init(
                    name: "t",
                    version: "2.0.0",
                    inputSchema: "{}",
                    resultSchema: "{}",
                    capabilities: 1 | 1 << 5,
                    execution: 2,
                    flags: 2
                )
            ]
        )
    }

    @Test func aRegistrationThatDiffersNamesTheMember() throws {
        let manifest = try manifest()
        #expect(manifest.difference(from: hello) == nil)
        let changes: [(String, (inout ModuleHello) -> Void)] = [
            ("`name`", { $0.name = "other" }), ("`version`", { $0.version = "1.2.4" }), ("`abi`", { $0.abi = 10 }),
            ("`tasks`", { $0.taskTypes[0].name = "u" }), ("`tasks`", { $0.taskTypes.append($0.taskTypes[0]) }),
            ("`tasks.t.version`", { $0.taskTypes[0].version = "2.0.1" }),
            ("`tasks.t.execution`", { $0.taskTypes[0].execution = 1 }),
            ("`tasks.t.capabilities`", { $0.taskTypes[0].capabilities = 1 | 1 << 5 | 1 << 2 }),
            ("`tasks.t.capabilities`", { $0.taskTypes[0].capabilities = 1 | 1 << 5 | 1 << 63 }),
            ("`tasks.t.flags`", { $0.taskTypes[0].flags = 3 }),
        ]
        for (member, change) in changes {
            var other = hello
            change(&other)
            let difference = manifest.difference(from: other)
            #expect(difference?.contains(member) == true, "\(member): \(difference ?? "no difference")")
        }
    }

    // MARK: installing

    @Test func aModuleWithAManifestIsInstalledWithoutRunning() async throws {
        try await withTestFolder { folder in
            let found = try InstalledModule.install(Built.hostile, into: folder + "/modules")
            #expect(found.manifest.name == "hostile")
            #expect(found.warnings == [])
            #expect(try names(in: folder + "/modules") == ["\(found.image.hash).so"])
        }
    }

    @Test func aLibraryWithoutAManifestIsRefusedByNameAndNotCopied() async throws {
        try await withTestFolder { folder in
            for source in [Machine.libc, "/bin/true"] {
                let error = #expect(throws: ModuleError.self) {
                    try InstalledModule.install(source, into: folder + "/modules")
                }
                #expect(error?.description.contains(source) == true)
                #expect(error?.description.contains("manifest") == true, "\(error?.description ?? "")")
            }
            #expect(!FileManager.default.fileExists(atPath: folder + "/modules"))
        }
    }

    @Test func aLibraryThatExportsMoreIsWarnedOf() throws {
        var bytes = Array(try Data(contentsOf: URL(filePath: Built.hostile)))
        // The entry's name in the table of names becomes another.
        let entry = Array("mortise_module_entry\0".utf8)
        var place = 0
        while !bytes[place...].starts(with: entry) { place += 1 }
        bytes[place] = UInt8(ascii: "x")
        let (_, warnings) = try InstalledModule.inspect(bytes, "x.so")
        #expect(warnings.count == 1)
        #expect(warnings.first?.contains("xortise_module_entry") == true)
    }
}
