// SPDX-License-Identifier: Apache-2.0
import Observability
import StandIns
import Testing

/// Lines about jobs that run, by rooms that know no more of them than their id.
@Suite(.timeLimit(.minutes(1)))
struct JobDirectoryTests {
    private let lines = CollectedLines()
    private let directory = JobDirectory()

    private func said(_ fields: [String: String]) -> [String: String] {
        Logger(JobLines(lines, directory)).info("a sentence", fields)
        let last = lines.all.last?.fields ?? []
        return Dictionary(last.map { ($0.name, $0.value) }) { first, _ in first + " twice" }
    }

    @Test func whatIsKnownOfAJobIsOnEveryLineOfIt() {
        directory.note("j1", [(name: "site", value: "blog"), (name: "request_id", value: "")])
        directory.note("j2", [(name: "site", value: "news"), (name: "request_id", value: "r-2")])
        #expect(said(["job_id": "j1"]) == ["job_id": "j1", "site": "blog"])
        #expect(said(["job_id": "j2", "x": "y"]) == ["job_id": "j2", "x": "y", "site": "news", "request_id": "r-2"])
        // What a line says itself stays.
        #expect(said(["job_id": "j1", "site": "own"]) == ["job_id": "j1", "site": "own"])
        #expect(said(["job_id": "unknown"]) == ["job_id": "unknown"])
        #expect(said(["job": "j1"]) == ["job": "j1"])
    }

    @Test func itIsForgottenWithTheLastRun() {
        for _ in 0..<2 { directory.note("j1", [(name: "site", value: "blog")]) }
        directory.forget("j1")
        #expect(said(["job_id": "j1"])["site"] == "blog")
        directory.forget("j1")
        #expect(said(["job_id": "j1"])["site"] == nil)
        directory.forget("j1")
        directory.note("j1", [(name: "site", value: "blog")])
        #expect(said(["job_id": "j1"])["site"] == "blog")
    }
}
