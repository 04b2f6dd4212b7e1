// SPDX-License-Identifier: Apache-2.0
import Foundation
import TaskABI
import Testing

/// What a module's file says, what its section holds, and what it registers are one.
@Suite(.timeLimit(.minutes(1)))
struct ManifestTests {
    private struct Manifest: Decodable {
        struct Task: Decodable {
            var name: String
            var version: String
            var execution: String
            var capabilities: [String]
            var flags: [String]
        }
        var manifest: Int
        var name: String
        var version: String
        var abi: [String]
        var license: String
        var inline: String
        var sharing: String
        var libraries: [String]
        var tasks: [Task]
    }

    /// A section of an ELF64 file, little-endian, found by its name.
    private func section(_ name: String, of path: String) throws -> [UInt8]? {
        let file = [UInt8](try Data(contentsOf: URL(filePath: path)))
        func number(_ offset: Int, _ width: Int) -> Int {
            file[offset..<offset + width].reversed().reduce(0) { $0 << 8 | Int($1) }
        }
        let (table, step, count, names) = (number(40, 8), number(58, 2), number(60, 2), number(62, 2))
        let strings = number(table + names * step + 24, 8)
        for index in 0..<count {
            let header = table + index * step
            let start = strings + number(header, 4)
            guard file[start...].prefix(while: { $0 != 0 }).elementsEqual(name.utf8) else { continue }
            let offset = number(header + 24, 8)
            return Array(file[offset..<offset + number(header + 32, 8)])
        }
        return nil
    }

    /// Everything about one built module.
    func check(_ path: String, json: URL) throws {
        let text = [UInt8](try Data(contentsOf: json))
        #expect(try section(MORTISE_MANIFEST_SECTION, of: path) == text, "the section is not \(json.path)")
        let manifest = try JSONDecoder().decode(Manifest.self, from: Data(text))
        #expect(manifest.manifest == 1)
        #expect(manifest.abi == ["0.9", "0.9"])
        #expect(!manifest.license.isEmpty)
        #expect(["allowed", "never"].contains(manifest.inline))
        #expect(["site", "all"].contains(manifest.sharing))

        let host = TestHost()
        var entered = mortise_module()
        entered.struct_size = UInt32(MemoryLayout<mortise_module>.size)
        let entry = try BuiltModule.entry(at: path)
        try #require(entry(host.host, &entered) == MORTISE_OK)
        #expect(entered.name.copy == manifest.name)
        #expect(entered.version.copy == manifest.version)
        try host.load(entry)
        #expect(host.types.count == manifest.tasks.count)
        for (registered, task) in zip(host.types.map(\.type), manifest.tasks) {
            #expect(registered.name.copy == task.name)
            #expect(registered.version.copy == task.version)
            #expect(registered.execution == (task.execution == "blocking" ? 2 : 1))
            let names = ["complete", "embed", "fetch", "store", "cache", "map"]
            let bits = names.indices.filter { registered.capabilities & (1 << UInt64($0)) != 0 }
            #expect(bits.map { names[$0] } == task.capabilities)
            let flags = ["part", "cacheable"]
            #expect(flags.indices.filter { registered.flags & (1 << UInt64($0)) != 0 }.map { flags[$0] } == task.flags)
        }
    }

    @Test(
        arguments: [
            ("Summarize", "Plugins/Summarize"), ("HostileModule", "Tests/Modules/Hostile"),
            ("ReaderModule", "Tests/Modules/Reader"),
        ]
    )
    func fileSectionAndRegistrationAgree(_ name: String, _ folder: String) throws {
        try check(
            BuiltModule.folder.appending(path: "lib\(name).so").path,
            json: BuiltModule.repository.appending(path: "\(folder)/module.json")
        )
    }
}
