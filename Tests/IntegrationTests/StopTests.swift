// SPDX-License-Identifier: Apache-2.0
import Foundation
import Glibc
import JSON
import Outbound
import StandIns
import TestServers
import Testing
import Waiting

/// How a host ends, what systemd hears of it, and what its log says of jobs.
@Suite(.timeLimit(.minutes(4)), .serialized)
struct StopTests {
    /// A host whose model is a stand-in in Python.
    private func withModel(
        _ mode: [String],
        _ more: [String: String] = [:],
        _ body: (TestHost, Site, CallbackSink) async throws -> Void
    ) async throws {
        try await withTestFolder { folder in
            try await ChildServer.with("fake_provider.py", mode) { provider in
                let sink = try CallbackSink.start()
                let client = try CurlClient()
                defer { client.close() }
                var variables = [
                    "OPENAI_API_KEY": "sk-test", "OPENAI_BASE_URL": "http://127.0.0.1:\(provider.port)/v1",
                    "MORTISE_JOBS_PER_MINUTE": "0",
                ]
                variables.merge(more) { $1 }
                try await withHost(TestHost(folder: folder, variables)) { host in
                    try await body(host, Site(client: client, callback: sink.url), sink)
                }
            }
        }
    }

    private func jobs(_ host: TestHost) async throws -> [ListedJob] {
        let list = try await host.command("jobs", "list", "--json")
        return try JSONDecoder().decode([ListedJob].self, from: Data(list.output.utf8))
    }

    @Test func aStopWaitsForRunningJobsAndTakesNoNewOnes() async throws {
        try await withModel(["--mode", "slow", "--seconds", "3"], ["MORTISE_DRAIN": "30"]) { host, site, sink in
            let port = host.port
            for number in 0..<3 {
                try await site.insist("s\(number)", post: number, content: "Text \(number).", port: { port })
            }
            try await eventually("running jobs") { try await jobs(host).allSatisfy { $0.state == "running" } }
            host.program?.send(SIGTERM)
            try await eventually("the stop") { host.log.contains("\"stopping\"") }
            #expect((try? await site.send("late", post: 9, content: "Late.", port: port))?.status == nil)
            #expect(try await host.program?.end() == 0)
            #expect(try await jobs(host).map(\.state) == ["succeeded", "succeeded", "succeeded"])
            #expect(try await jobs(host).allSatisfy { $0.attempts == 1 })
            // Whatever callback the stop cut off comes with the next start.
            try await host.start()
            try await eventually("three callbacks") { sink.jobs.count == 3 }
            #expect(Set(sink.all.map(\.delivery)).count == 3)
        }
    }

    @Test func whoIsKilledInTheMiddleOfAStopLosesNothing() async throws {
        let hang = ["--mode", "hang", "--fail-first", "3"]
        try await withModel(hang, ["MORTISE_DRAIN": "600"]) { host, site, sink in
            let port = host.port
            for number in 0..<3 {
                try await site.insist("k\(number)", post: number, content: "Text \(number).", port: { port })
            }
            try await eventually("running jobs") { try await jobs(host).allSatisfy { $0.state == "running" } }
            host.program?.send(SIGTERM)
            try await eventually("the stop") { host.log.contains("\"stopping\"") }
            try await host.killNow()
            #expect(try await jobs(host).allSatisfy { $0.state == "running" && $0.attempts == 0 })
            try await host.start()
            try await eventually("three callbacks", within: 60) { sink.jobs.count == 3 }
            #expect(try await jobs(host).allSatisfy { $0.attempts == 1 && $0.crashes == 0 })
        }
    }

    @Test func aSecondSignalEndsTheWait() async throws {
        try await withModel(["--mode", "hang"], ["MORTISE_DRAIN": "600"]) { host, site, _ in
            let port = host.port
            try await site.insist("t", post: 1, content: "Text.", port: { port })
            try await eventually("a running job") { try await jobs(host).map(\.state) == ["running"] }
            host.program?.send(SIGTERM)
            try await eventually("the stop") { host.log.contains("\"stopping\"") }
            host.program?.send(SIGTERM)
            #expect(try await host.program?.end() == 143)
        }
    }

    @Test func everyLineAboutAJobBearsItsSite() async throws {
        let mode = ["--mode", "500", "--fail-first", "1"]
        try await withModel(mode, ["MORTISE_SITE": "blog-7"]) { host, site, sink in
            let port = host.port
            for number in 0..<3 {
                try await site.insist("l\(number)", post: number, content: "Text \(number).", port: { port })
            }
            try await eventually("three callbacks", within: 60) { sink.jobs.count == 3 }
            #expect(try await host.stop() == 0)
            var count = 0
            for line in host.log.split(separator: "\n") {
                let object = try #require(try JSONValue(parsing: Array(line.utf8)).object, "\(line)")
                guard object["job_id"] != nil else { continue }
                count += 1
                #expect(object["site"]?.string == "blog-7", "\(line)")
            }
            // Each ended and was delivered; one went back to the queue.
            #expect(count >= 7)
        }
    }

    @Test(arguments: ["@mortise-%", "/%"])
    func systemdHearsWhenAHostIsReadyLivesAndStops(_ pattern: String) async throws {
        try await withTestFolder { folder in
            let name =
                pattern.hasPrefix("@")
                ? pattern.replacing("%", with: UUID().uuidString) : folder + pattern.replacing("%", with: "notify")
            let socket = try NotifySocket(name)
            let host = TestHost(folder: folder, ["NOTIFY_SOCKET": name, "WATCHDOG_USEC": "400000"])
            try await withHost(host) { host in
                try await eventually("ready") { socket.count("READY=1\nSTATUS=listening on 127.0.0.1:") == 1 }
                try await eventually("signs of life") { socket.count("WATCHDOG=1") > 5 }
                // Another program holds the database: the queue's thread waits, and there is no sign while it does.
                let python =
                    "import sqlite3,time;c=sqlite3.connect('\(folder)/data/mortise.db',isolation_level=None);"
                    + "c.execute('BEGIN IMMEDIATE');print('held',flush=True);time.sleep(600)"
                let holder = try RunningProgram(
                    ["python3", "-c", python],
                    environment: ["PATH": "/usr/bin:/bin"],
                    folder: folder,
                    name: "holder"
                )
                defer { holder.send(SIGKILL) }
                try await eventually("the lock") { holder.printed.contains("held") }
                let held = ContinuousClock.now
                let before = socket.count("WATCHDOG=1")
                try await eventually("two seconds") { ContinuousClock.now - held > .seconds(2) }
                #expect(socket.count("WATCHDOG=1") <= before + 1)
                holder.send(SIGKILL)
                try await eventually("signs again") { socket.count("WATCHDOG=1") > before + 3 }
                #expect(try await host.stop() == 0)
                #expect(socket.count("STOPPING=1") == 1)
                #expect(socket.all.last?.hasPrefix("STOPPING=1") == true || socket.all.last == "WATCHDOG=1")
            }
        }
    }

    /// What packaging/mortise.service takes from the host leaves the sandbox of its modules whole.
    @Test func aHardenedUnitLeavesTheSandboxWhole() async throws {
        try await withTestFolder { folder in
            let data = folder + "/data"
            mkdir(data, 0o700)
            #expect(geteuid() != 0 || chown(data, 65_533, 65_533) == 0)
            // Started under the unit's restrictions, which its children inherit.
            let host = TestHost(folder: folder, wrapper: [Built.hardened, "65533"])
            try await withHost(host) { host in
                let client = try CurlClient()
                defer { client.close() }
                let sink = try CallbackSink.start()
                let port = host.port
                try await Site(client: client, callback: sink.url)
                    .insist("h", post: 1, content: "One. Two.", port: { port })
                try await eventually("the callback") { sink.jobs == ["h"] }
                #expect(host.log.contains("\"tier\":\"2\""))
            }
        }
    }
}
