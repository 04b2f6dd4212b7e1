// SPDX-License-Identifier: Apache-2.0
import Foundation
import Glibc
import Outbound
import StandIns
import TestServers
import Testing
import Waiting

/// Stops, restarts and receivers that are down.
@Suite(.timeLimit(.minutes(4)), .serialized)
struct LifecycleTests {
    @Test func aStopGivesRunningJobsBackUncharged() async throws {
        try await withTestFolder { folder in
            try await ChildServer.with("fake_provider.py", ["--mode", "hang", "--fail-first", "5"]) { provider in
                let sink = try CallbackSink.start()
                let host = TestHost(
                    folder: folder,
                    [
                        "OPENAI_API_KEY": "sk-test", "OPENAI_BASE_URL": "http://127.0.0.1:\(provider.port)/v1",
                        "MORTISE_DRAIN": "0",
                    ]
                )
                try await withHost(host) { host in
                    let client = try CurlClient()
                    defer { client.close() }
                    let site = Site(client: client, callback: sink.url)
                    let port = host.port
                    for number in 0..<5 {
                        try await site.insist("d\(number)", post: number, content: "Text \(number).", port: { port })
                    }
                    try await eventually("five running jobs") { try await states(host)["running"] == 5 }
                    #expect(try await host.stop() == 0)
                    #expect(try await states(host) == ["queued": 5])
                    try await host.start()
                    try await eventually("five callbacks", within: 60) { sink.jobs.count == 5 }
                    let list = try await host.command("jobs", "list", "--json")
                    let jobs = try JSONDecoder().decode([ListedJob].self, from: Data(list.output.utf8))
                    #expect(jobs.allSatisfy { $0.attempts == 1 && $0.crashes == 0 }, "\(jobs)")
                }
            }
        }
    }

    @Test func aReceiverThatIsDownGetsTheSameCallbackLaterAndTheTaskRunsOnce() async throws {
        try await withTestFolder { folder in
            // The first attempt fails; a restart in between must not change the delivery's name.
            let sink = try CallbackSink.start { $0 == 0 ? 503 : 200 }
            try await withHost(TestHost(folder: folder)) { host in
                let client = try CurlClient()
                defer { client.close() }
                let port = host.port
                try await Site(client: client, callback: sink.url)
                    .insist("late", post: 1, content: "One sentence. Two sentences.", port: { port })
                try await eventually("the failed attempt") { host.log.contains("callback not delivered") }
                try await host.killNow()
                try await host.start()
                try await eventually("the callback", within: 30) { sink.jobs == ["late"] }
                let ids = Set(host.log.matches(of: /"callback_id":"([^"]+)"/).map { String($0.1) })
                #expect(ids == Set(sink.all.map(\.delivery)))
                let list = try await host.command("jobs", "list", "--json")
                let jobs = try JSONDecoder().decode([ListedJob].self, from: Data(list.output.utf8))
                #expect(jobs.map(\.attempts) == [1])
            }
        }
    }

    @Test func aPermanentModelErrorIsReportedAtOnceAndOnce() async throws {
        try await withTestFolder { folder in
            try await ChildServer.with("fake_provider.py", ["--mode", "toolong"]) { provider in
                let sink = try CallbackSink.start()
                let host = TestHost(
                    folder: folder,
                    ["OPENAI_API_KEY": "sk-test", "OPENAI_BASE_URL": "http://127.0.0.1:\(provider.port)/v1"]
                )
                try await withHost(host) { host in
                    let client = try CurlClient()
                    defer { client.close() }
                    let port = host.port
                    try await Site(client: client, callback: sink.url)
                        .insist("long", post: 1, content: "Too long, they say.", port: { port })
                    try await eventually("the error callback") { sink.jobs == ["long"] }
                    #expect(sink.all.map(\.status) == ["error"])
                    #expect(!host.log.contains("sk-test"))
                }
            }
        }
    }

    private func states(_ host: TestHost) async throws -> [String: Int] {
        let list = try await host.command("jobs", "list", "--json")
        let jobs = try JSONDecoder().decode([ListedJob].self, from: Data(list.output.utf8))
        return Dictionary(grouping: jobs, by: \.state).mapValues(\.count)
    }
}
