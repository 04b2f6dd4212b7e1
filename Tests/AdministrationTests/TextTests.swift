// SPDX-License-Identifier: Apache-2.0
import Jobs
import Queue
import Testing

@testable import Administration

/// What a person is shown of what strangers wrote.
@Suite(.timeLimit(.minutes(1)))
struct TextTests {
    @Test func controlAndDirectionCharactersBecomeQuestionMarks() {
        #expect(Terminal.harmless("a\u{1B}[2Jb\r\u{0}\u{7F}\u{9B}\u{202E}\u{2066}c") == "a?[2Jb??????c")
        #expect(Terminal.harmless("é 👩‍👩‍👧‍👦\n\tü") == "é 👩‍👩‍👧‍👦\n\tü")
        #expect(Terminal.harmless("") == "")
    }

    @Test func columnsAreAsWideAsTheirWidestCell() {
        let table = TextTable(header: ["ID", "STATE", "X"], rows: [["1", "succeeded", "é"], ["22", "", "last"]])
        #expect(
            table.text == """
                ID  STATE      X
                1   succeeded  é
                22             last
                """
        )
        #expect(TextTable(header: ["ID"], rows: []).text == "no jobs")
    }

    private func record(_ state: JobState) throws -> JobRecord {
        JobRecord(
            id: try #require(JobID("job-1")),
            site: try #require(SiteID("default")),
            taskType: "post_summary",
            state: state,
            priority: 5,
            counters: JobCounters(attempts: 2, crashes: 1, isSuspect: true),
            createdAt: WallTime(seconds: 0),
            availableAt: WallTime(seconds: 60),
            updatedAt: WallTime(seconds: 120),
            retry: RetryPolicy(attempts: 6, baseDelay: 5, maximumDelay: 80, softTimeout: 50, hardTimeout: 60),
            reply: nil
        )
    }

    @Test func aWaitingJobSaysWhenItIsDue() throws {
        let text = JobText(try record(.queued), []).text
        #expect(text.contains("state     queued (runs alone)"))
        #expect(text.contains("runs      2 of 6, 1 crashes"))
        #expect(text.contains("due       1970-01-01T00:01:00.000Z"))
        #expect(!text.contains("ended"))
    }

    @Test func anEndedJobSaysHowAndByWhat() throws {
        var job = try record(.quarantined)
        job.error = JobError(.poison, code: "module_crashed", message: "it died")
        job.evidence = "signal 11"
        job.provenance = Provenance(
            module: "summarize 1.0.0",
            moduleHash: "ab",
            abi: "0.9",
            generation: 3,
            tier: 2,
            models: ["m-1", "m-2"],
            milliseconds: 17,
            usage: JobUsage(
                answers: 2,
                inputTokens: 200,
                cachedTokens: 80,
                outputTokens: 20,
                milliseconds: 9,
                unpriced: 1,
                costs: ["USD": 2_000_480]
            )
        )
        let callback = CallbackRecord(
            id: CallbackID("c"),
            url: "https://blog.example.org/x",
            state: .waiting,
            nextAttemptAt: WallTime(seconds: 180),
            attempts: [DeliveryAttempt(at: WallTime(seconds: 120), status: nil, error: "refused", milliseconds: 1)]
        )
        let lines = JobText(job, [callback]).text.split(separator: "\n").map(String.init)
        #expect(lines.contains("state     quarantined"))
        #expect(lines.contains("ended     1970-01-01T00:02:00.000Z"))
        #expect(lines.contains("module    summarize 1.0.0, generation 3, TaskABI 0.9"))
        #expect(lines.contains("sandbox   tier 2"))
        #expect(lines.contains("models    m-1, m-2"))
        #expect(
            lines.contains(
                "usage     2 answers, 200 tokens in (80 cached), 20 out, 2.000480 USD, 1 without a price"
            )
        )
        #expect(lines.contains("error     module_crashed: it died"))
        #expect(lines.contains("evidence  signal 11"))
        #expect(lines.contains("callback  https://blog.example.org/x waiting, next attempt 1970-01-01T00:03:00.000Z"))
        #expect(lines.contains("          1970-01-01T00:02:00.000Z no answer refused"))
    }

    /// A line break in what a module or a provider said must not look like a line of Mortise's own.
    @Test func noValueForgesALine() throws {
        var job = try record(.failed)
        job.error = JobError(.permanent, code: "x", message: "one\nstate     succeeded\r\n\u{1B}[2Jtwo")
        job.evidence = "last output:\nresult    {}"
        let lines = JobText(job, []).text.split(separator: "\n")
        #expect(lines.filter { $0.hasPrefix("state") } == ["state     failed"])
        #expect(!lines.contains { $0.hasPrefix("result") })
        #expect(lines.contains("          result    {}"))
        #expect(!JobText(job, []).text.contains("\u{1B}"))
    }

    @Test func smallObjectsAreJSON() {
        #expect(JSONText.object([("b", "1/2"), ("a", "\"\n")]) == #"{"a":"\"\n","b":"1/2"}"#)
    }
}
