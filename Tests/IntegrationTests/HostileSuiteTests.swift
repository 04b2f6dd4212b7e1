// SPDX-License-Identifier: Apache-2.0
import Foundation
import Outbound
import StandIns
import Testing
import Waiting

/// One hostile act, and what must come of its job.
struct HostileAct: Sendable, CustomTestStringConvertible {
    let word: String
    /// States that its job may end in.
    let ends: [String]
    /// What its summary, its error or its evidence must hold.
    let says: [String]
    /// The process that it ran in does not outlive it.
    let kills: Bool
    var testDescription: String { word }

    static func dies(_ word: String, _ evidence: String) -> HostileAct {
        HostileAct(word: word, ends: ["quarantined"], says: [evidence], kills: true)
    }
    static func overstays(_ word: String) -> HostileAct {
        HostileAct(word: word, ends: ["failed"], says: ["timed_out"], kills: true)
    }
    static func survives(_ word: String, _ says: String...) -> HostileAct {
        HostileAct(word: word, ends: ["succeeded"], says: says, kills: false)
    }
}

/// Every act of the hostile module, each against a real host: the jobs beside it end well and uncharged, and the host is
/// afterwards where it was.
@Suite(.timeLimit(.minutes(10)), .serialized)
struct HostileSuiteTests {
    static let acts: [HostileAct] = [
        .dies("SEGFAULT", "signal 11"),
        .dies("TRAP", "signal 4"),
        .dies("ABORT", "signal 6"),
        .dies("STACK", "signal 11"),
        .dies("ALLOCATE", "signal"),
        .dies("EXIT", "exited with status 0"),
        .dies("GARBAGE", "broke the protocol"),
        .dies("RESEAL", "said twice how it is confined"),
        .overstays("SPIN"),
        .overstays("SLEEP"),
        .overstays("NEVER"),
        HostileAct(word: "LATE", ends: ["failed", "succeeded"], says: [], kills: false),
        .survives("TWICE", "a good summary"),
        .survives("RACE", "a good summary"),
        .survives("FORGE", "a good summary"),
        HostileAct(word: "LIE", ends: ["failed"], says: ["bad_result"], kills: false),
        .survives("UNDECLARED", "not permitted"),
        .survives("SENDFDS", "sent"),
        .survives("MEMFILES", "sized=0 written=0"),
        .survives("TRUNCATE", "cut=0 grown=0 written=0 old_content=0 still_held=0"),
        .survives("HOARD", "megabytes=512"),
        .survives("DESCRIPTORS", "descriptors=bounded buffer=0"),
        .survives("FLOOD", "a good summary"),
        .survives("OUTPUT", "a good summary"),
        .survives("PROGRESS", "a good summary"),
    ]

    @Test(arguments: acts)
    func anActDisturbsNobody(_ act: HostileAct) async throws {
        try await withHostileHost { host, api in
            _ = try await api.end(of: api.submit("warm", content: "a good post"))
            let pid = try #require(host.program?.pid)
            let before = HostResources(of: pid)
            let shared = HostResources.sharedMemory

            // Ten before it, ten after: all in flight at once, in one process.
            var neighbours: [String] = []
            for number in 0..<10 { neighbours.append(try await api.submit("a\(number)", content: "a good post")) }
            let hostile = try await api.submit("hostile", content: act.word)
            for number in 10..<20 { neighbours.append(try await api.submit("b\(number)", content: "a good post")) }

            let end = try await api.end(of: hostile)
            #expect(act.ends.contains(end.state), "\(end)")
            let words = [end.result?.summary, end.error?.code, end.evidence].compactMap { $0 }.joined(separator: " ")
            for part in act.says { #expect(words.contains(part), "\(words)") }

            for neighbour in neighbours {
                let job = try await api.end(of: neighbour)
                #expect(job.state == "succeeded" && job.attempts == 1 && job.crashes == 0, "\(job)")
                #expect(job.result?.summary == "a good summary")
            }
            var now = HostResources(of: pid)
            let deadline = ContinuousClock.now + .seconds(20)
            while !now.isBack(at: before), ContinuousClock.now < deadline {
                try await Task.sleep(for: .milliseconds(50))
                now = HostResources(of: pid)
            }
            #expect(now.isBack(at: before), "it was at \(before) and is at \(now): \(now.files)")
            try await eventually("the shared memory back at \(shared) MiB") {
                HostResources.sharedMemory <= shared + 32
            }
            #expect(try await api.end(of: api.submit("after", content: "a good post")).state == "succeeded")
        }
    }

    /// A half frame swallows what its process says next: its own jobs are lost with it, nobody else's.
    @Test func aHalfFrameCostsItsProcessAlone() async throws {
        try await withHostileHost { host, api in
            let hostile = try await api.submit("hostile", content: "HALF")
            let end = try await api.end(of: hostile)
            #expect(end.state == "failed" || end.state == "quarantined", "\(end)")
            for number in 0..<10 {
                let job = try await api.end(of: api.submit("n\(number)", content: "a good post"))
                #expect(job.state == "succeeded" && job.attempts == 1, "\(job)")
            }
        }
    }

    @Test(arguments: [1, 2])
    func poisonsAmongThreeHundred(_ poisons: Int) async throws {
        try await withHostileHost { host, api in
            let ids = try await submit(300 + poisons, api) { number in
                (1...poisons).contains { number == $0 * 100 } ? "SEGFAULT" : "a good post"
            }
            var quarantined = 0
            for id in ids {
                let job = try await api.end(of: id, within: 120)
                if job.state == "quarantined" { quarantined += 1 } else { #expect(job.isWell, "\(job)") }
            }
            #expect(quarantined == poisons)
        }
    }

    /// One job in fifty ends its process, whichever it is: none of them is bad, so none may be lost.
    @Test func aModuleThatDiesAtRandom() async throws {
        try await withHostileHost { host, api in
            for id in try await submit(300, api, { _ in "CHANCE" }) {
                let job = try await api.end(of: id, within: 120)
                #expect(job.state == "succeeded", "\(job)")
            }
        }
    }

    private func submit(
        _ count: Int,
        _ api: NativeClient,
        _ content: @escaping @Sendable (Int) -> String
    ) async throws -> [String] {
        try await withThrowingTaskGroup(of: String.self) { group in
            for number in 0..<count {
                group.addTask { try await api.submit("n\(number)", content: content(number)) }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
    }

    private func withHostileHost(_ body: (TestHost, NativeClient) async throws -> Void) async throws {
        try await withTestFolder { folder in
            let host = TestHost(
                folder: folder,
                ["MORTISE_MODULES": Built.hostile, "MORTISE_MODULE_MEMORY": "1024", "MORTISE_MODULE_IDLE": "1"]
            )
            try await withHost(host) { host in
                let client = try CurlClient()
                defer { client.close() }
                try await body(host, NativeClient(client: client, port: host.port))
            }
        }
    }
}

extension NativeClient.Job {
    fileprivate var isWell: Bool { state == "succeeded" && attempts == 1 && crashes == 0 }
}
