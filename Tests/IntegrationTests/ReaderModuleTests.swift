// SPDX-License-Identifier: Apache-2.0
import Foundation
import Glibc
import Outbound
import StandIns
import Testing
import Waiting

/// A module that needs a library of the system and reads files of the machine, from its manifest to its job.
@Suite(.timeLimit(.minutes(3)), .serialized)
struct ReaderModuleTests {
    private static let declared = #""/usr/share/common-licenses", "/usr/share/mortise/not-there""#

    @Test(arguments: ["spawn", "warm"])
    func whatItsManifestDeclaresItGets(_ start: String) async throws {
        try await withTestFolder { folder in
            let sink = try CallbackSink.start()
            let settings = ["MORTISE_MODULES": Built.reader, "MORTISE_MODULE_START": start]
            try await withHost(TestHost(folder: folder, settings)) { host in
                let client = try CurlClient()
                defer { client.close() }
                let licence = "/usr/share/common-licenses/Apache-2.0"
                let size = try FileManager.default.attributesOfItem(atPath: licence)[.size] as? Int ?? 0
                let port = host.port
                try await Site(client: client, callback: sink.url).insist(
                    "job",
                    post: 1,
                    content: "yaml read \(licence) read /etc/passwd crowd /usr/share/common-licenses",
                    port: { port }
                )
                try await eventually("the callback") { sink.jobs.contains("job") }
                let report = try #require(sink.all.first?.summary)
                #expect(report.hasPrefix("yaml=0."), "\(report)")
                #expect(report.hasSuffix(" read=\(size) read=-\(EACCES) crowd=0 "), "\(report)")
            }
        }
    }

    @Test func doctorAndInspectSayIt() async throws {
        try await withTestFolder { folder in
            let host = TestHost(folder: folder, ["MORTISE_MODULES": Built.reader])
            let doctor = try await host.command("doctor")
            for words in [
                "needs libyaml-0.so.2", "reads /usr/share/common-licenses, /usr/share/mortise/not-there",
                "may read /usr/share/common-licenses;", "asks to read what is not there: /usr/share/mortise/not-there",
            ] { #expect(doctor.output.contains(words), "\(doctor)") }
            let inspect = try await host.command("modules", "inspect", Built.reader, "--json")
            #expect(inspect.output.contains(#""files":["/usr/share/common-licenses""#), "\(inspect)")
        }
    }

    /// Neither serve nor doctor starts one that asks for more than it may have.
    @Test func oneThatAsksForMoreIsRefusedByNameUntilTheOperatorSaysSo() async throws {
        try await withTestFolder { folder in
            let module = try changedManifest(
                of: Built.reader,
                from: Self.declared,
                to: #""/etc/alternatives""#,
                in: folder
            )
            var host = TestHost(folder: folder, ["MORTISE_MODULES": module])
            for command in ["serve", "doctor"] {
                let refused = try await host.command(command)
                #expect(refused.status == 1)
                for word in [module, "asks to read /etc/alternatives", "MORTISE_MODULE_FILES"] {
                    #expect((refused.output + refused.errors).contains(word), "\(refused)")
                }
            }
            host = TestHost(
                folder: folder,
                ["MORTISE_MODULES": module, "MORTISE_MODULE_FILES": "/srv:/etc/alternatives"]
            )
            let doctor = try await host.command("doctor")
            #expect(doctor.output.contains("may read /etc/alternatives"), "\(doctor)")
        }
    }

    @Test func aMissingLibraryKeepsTheHostFromStarting() async throws {
        try await withTestFolder { folder in
            let module = try changedManifest(
                of: Built.reader,
                from: #""files": [\#(Self.declared)]"#,
                to: #""future": []"#,
                in: folder
            )
            let other = try changedManifest(
                of: module,
                from: #""libraries": ["libyaml-0.so.2"],\#n  "future": []"#,
                to: #""libraries": ["libyaml-0.so.2", "libgone.so.3"]"#,
                in: folder
            )
            let refused = try await TestHost(folder: folder, ["MORTISE_MODULES": other]).command("serve")
            #expect(refused.status == 1)
            for word in [other, "libgone.so.3", "Install the Debian package that holds it"] {
                #expect((refused.output + refused.errors).contains(word), "\(refused)")
            }
        }
    }
}
