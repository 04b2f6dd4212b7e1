// SPDX-License-Identifier: Apache-2.0
import Foundation
import Glibc
import Outbound
import StandIns
import Testing
import Waiting

/// Invariants 4 and 5: a module that misbehaves disturbs nobody else and reaches nothing.
@Suite(.timeLimit(.minutes(5)), .serialized)
struct HostileModuleTests {
    private func withHostileHost(
        _ module: String = Built.hostile,
        _ body: (TestHost, Site, CallbackSink) async throws -> Void
    ) async throws {
        try await withTestFolder { folder in
            let sink = try CallbackSink.start()
            try await withHost(TestHost(folder: folder, ["MORTISE_MODULES": module])) { host in
                let client = try CurlClient()
                defer { client.close() }
                try await body(host, Site(client: client, callback: sink.url), sink)
            }
            #expect(sink.complaints == [])
        }
    }

    @Test func onePoisonAmongThreeHundred() async throws {
        try await withHostileHost { host, site, sink in
            let port = host.port
            try await withThrowingTaskGroup { group in
                for number in 0...300 {
                    let content = number == 150 ? "SEGFAULT" : "a good post"
                    group.addTask {
                        try await site.insist("n\(number)", post: number, content: content, port: { port })
                    }
                }
                try await group.waitForAll()
            }
            try await eventually("301 callbacks", within: 120) { sink.jobs.count == 301 }
            let good = sink.all.filter { $0.jobID != "n150" }
            #expect(good.count == 300)
            #expect(good.allSatisfy { $0.summary == "a good summary" })
            let bad = try #require(sink.all.first { $0.jobID == "n150" })
            #expect(bad.status == "error")

            let list = try await host.command("jobs", "list", "--limit", "1000", "--json")
            let jobs = try JSONDecoder().decode([ListedJob].self, from: Data(list.output.utf8))
            let poison = jobs.filter { $0.state == "quarantined" }
            #expect(poison.count == 1)
            #expect(poison.first?.crashes == 3)
            let shown = try await host.command("jobs", "show", poison.first?.id ?? "-")
            #expect(shown.output.contains("signal 11"), "\(shown)")
            // Nobody else was charged for it.
            #expect(jobs.filter { $0.state == "succeeded" && $0.attempts == 1 && $0.crashes == 0 }.count == 300)
        }
    }

    @Test(arguments: ["ABORT", "STACK", "GARBAGE", "RESEAL"])
    func everyWayToDieEndsInQuarantine(_ word: String) async throws {
        try await withHostileHost { host, site, sink in
            let port = host.port
            try await site.insist("bad", post: 1, content: word, port: { port })
            try await site.insist("good", post: 2, content: "a good post", port: { port })
            try await eventually("both callbacks", within: 60) { sink.jobs.count == 2 }
            #expect(sink.all.first { $0.jobID == "bad" }?.status == "error")
            #expect(sink.all.first { $0.jobID == "good" }?.summary == "a good summary")
            let list = try await host.command("jobs", "list", "--state", "quarantined", "--json")
            #expect(try JSONDecoder().decode([ListedJob].self, from: Data(list.output.utf8)).count == 1)
        }
    }

    @Test func aSecondEndAForgedOneAndALieChangeNothing() async throws {
        try await withHostileHost { host, site, sink in
            let port = host.port
            for (number, word) in ["TWICE", "FORGE", "LIE", "a good post"].enumerated() {
                try await site.insist(word, post: number, content: word, port: { port })
            }
            try await eventually("four callbacks") { sink.jobs.count == 4 }
            #expect(sink.all.count == 4)
            for arrival in sink.all where arrival.jobID != "LIE" { #expect(arrival.summary == "a good summary") }
            #expect(sink.all.first { $0.jobID == "LIE" }?.error == "the module's result is no JSON object")
            #expect(host.log.contains("module fault: the module finished a job that is not in flight"))
        }
    }

    @Test func anUndeclaredCapabilityIsRefusedAndAFloodIsThinned() async throws {
        try await withHostileHost { host, site, sink in
            let port = host.port
            try await site.insist("undeclared", post: 1, content: "UNDECLARED", port: { port })
            try await site.insist("flood", post: 2, content: "FLOOD", port: { port })
            try await eventually("both callbacks") { sink.jobs.count == 2 }
            #expect(sink.all.first { $0.jobID == "undeclared" }?.summary == "not permitted")
            #expect(sink.all.first { $0.jobID == "flood" }?.summary == "a good summary")
            #expect(host.log.matches(of: /a line of the flood/).count < 2_000)
        }
    }

    @Test func theSandboxHoldsAsRoot() async throws {
        guard geteuid() == 0 else { return print("skipped: needs root for a user of its own") }
        try await withHostileHost { host, site, sink in try await self.probe(host, site, sink, tier: 3) }
        // Without anything to read, under the narrower filter.
        try await withTestFolder { folder in
            let module = try changedManifest(
                of: Built.hostile,
                from: #""files": ["/usr/share/common-licenses"]"#,
                to: #""files": []"#,
                in: folder
            )
            try await withHostileHost(module) { host, site, sink in
                try await self.probe(host, site, sink, tier: 3, root: "shut")
            }
        }
    }

    @Test func theSandboxHoldsInAnUnprivilegedAccount() async throws {
        guard geteuid() == 0 else {
            return try await withHostileHost { host, site, sink in try await self.probe(host, site, sink, tier: 2) }
        }
        try await withTestFolder { folder in
            // Another user must reach the programs and own the folder.
            for path in [Built.mortise, Built.moduleHost, Built.hostile] {
                let name = URL(filePath: path).lastPathComponent
                try FileManager.default.copyItem(atPath: path, toPath: "\(folder)/\(name)")
            }
            try FileManager.default.createDirectory(
                atPath: folder + "/data",
                withIntermediateDirectories: false,
                attributes: [.posixPermissions: 0o700]
            )
            chown(folder + "/data", 59_400, 59_400)
            let sink = try CallbackSink.start()
            let host = TestHost(
                folder: folder,
                [
                    "MORTISE_MODULES": folder + "/libHostileModule.so",
                    "MORTISE_MODULE_HOST": folder + "/mortise-module-host",
                ],
                wrapper: ["setpriv", "--reuid=59400", "--regid=59400", "--clear-groups"]
            )
            try await withHost(host) { host in
                let client = try CurlClient()
                defer { client.close() }
                try await self.probe(host, Site(client: client, callback: sink.url), sink, tier: 2)
            }
        }
    }

    private func probe(
        _ host: TestHost,
        _ site: Site,
        _ sink: CallbackSink,
        tier: Int,
        root: String = "readable"
    ) async throws {
        let port = host.port
        try await site.insist("probe", post: 1, content: "PROBE", port: { port })
        try await eventually("the probe's report") { sink.jobs.contains("probe") }
        let report = try #require(sink.all.first?.summary)
        let acts = report.split(separator: " ")
        #expect(acts.count > 75, "the probe tried too little: \(report)")
        for act in acts.dropLast() { #expect(act.hasSuffix("=denied"), "\(act)") }
        #expect(acts.last == "root=\(root)")
        #expect(host.log.contains("\"tier\":\"\(tier)\""))
    }
}
