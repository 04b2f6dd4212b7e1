// SPDX-License-Identifier: Apache-2.0
import Glibc
import Jobs
import Queue
import SQLiteQueue
import Testing

/// The engine's promise against `kill -9`: what it answered for is there when it is opened again.
@Suite(.timeLimit(.minutes(2)))
struct SQLiteCrashTests {
    @Test(arguments: [1, 2, 3] as [UInt64])
    func whatWasAnsweredForSurvivesKills(_ seed: UInt64) async throws {
        var random = SeededRandom(seed: seed)
        try await withFolder { folder in
            var said: [String: Set<String>] = [:]
            for round in UInt64(0)..<6 {
                // The first two die while they open or upgrade the database, the others under load.
                let lines =
                    round < 2 ? Int.random(in: 0...1, using: &random) : Int.random(in: 2...1_500, using: &random)
                for line in try run(folder, round, until: lines) {
                    let words = line.split(separator: " ").map(String.init)
                    #expect(words.count == 2 && words[0] != "error", "\(line)")
                    if words.count == 2 { said[words[0], default: []].insert(words[1]) }
                }
                try await check(folder, said)
            }
            #expect(said["accepted", default: []].count > 100)
        }
    }

    /// Starts a host, kills it after `lines` lines, and returns everything that it said.
    private func run(_ folder: String, _ round: UInt64, until lines: Int) throws -> [String] {
        var probe = try ChildProcess("QueueCrashProbe", [folder + "/data", String(round)])
        var said: [String] = []
        while said.count < lines, let line = try probe.line() { said.append(line) }
        return try said + probe.killed()
    }

    private func check(_ folder: String, _ said: [String: Set<String>]) async throws {
        let store = try await SQLiteStore.open(directory: folder + "/data", mode: .host)
        #expect(try await store.integrityCheck() == nil)
        for text in said["accepted", default: []] {
            let id = try #require(JobID(text))
            let job = try await store.job(id)
            #expect(job != nil, "job \(id) was accepted and is lost")
            guard said["settled", default: []].contains(text) else { continue }
            #expect(job?.state == .succeeded && job?.result == Array(text.utf8), "job \(id) was settled")
            #expect(try await store.callbacks(of: id).map(\.id.text) == [text])
        }
        for text in said["recorded", default: []] {
            let id = try #require(JobID(text))
            let state = try await store.job(id)?.state
            let entry = try await store.begin(
                CompletionKey(job: id, request: "ab12", occurrence: 0),
                provider: "openai",
                now: second(0)
            )
            guard case .recorded(let answer) = entry else {
                Issue.record("the answer for job \(id), which is \(state?.rawValue ?? "lost"), is lost")
                continue
            }
            #expect(answer == Array(text.utf8))
        }
        // A job that has its callback has ended, and the counts agree with the jobs.
        let counts = try await store.counts()
        var counted: [JobState: Int] = [:]
        var last: JobID?
        while true {
            let page = try await store.jobs(JobFilter(), before: last, limit: 1_000)
            for job in page { counted[job.state, default: 0] += 1 }
            last = page.last?.id
            if page.count < 1_000 { break }
        }
        #expect(counts.filter { $0.value != 0 } == counted)
        await store.close()
    }
}
