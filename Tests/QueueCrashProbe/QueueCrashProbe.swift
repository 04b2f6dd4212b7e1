// SPDX-License-Identifier: Apache-2.0
import Glibc
import Jobs
import Queue
import SQLiteQueue

/// A host to be killed: works on the queue in the folder that it is given, and says on standard output what the
/// engine has answered for, one line each, after the answer and never before it.
///
///     accepted <job>      submitted
///     settled <job>       ended with a result and a callback
///     recorded <job>      an answer of a model for it is in the memo
///
/// Runs until it is killed. A second argument makes its jobs' ids and keys its own.
@main
struct QueueCrashProbe {
    static func main() async throws {
        guard CommandLine.arguments.count == 3, let round = UInt64(CommandLine.arguments[2]) else {
            throw QueueError(.unavailable, "usage: QueueCrashProbe <folder> <number of the round>")
        }
        let store = try await SQLiteStore.open(directory: CommandLine.arguments[1], mode: .host)
        _ = try await store.recoverAbandoned(now: SystemClock().now())
        await withTaskGroup(of: Void.self) { group in
            for caller in UInt64(0)..<8 {
                group.addTask { await repeating { number in try await submit(store, round, caller << 32 | number) } }
            }
            for _ in 0..<2 {
                group.addTask { await repeating { _ in try await work(store) } }
            }
        }
    }

    /// Until the process is killed; an error ends it, and the test sees that it ended.
    private static func repeating(_ body: (UInt64) async throws -> Void) async {
        do {
            for number in UInt64(0)... { try await body(number) }
        } catch {
            say("error \(error)")
            exit(1)
        }
    }

    private static func submit(_ store: SQLiteStore, _ round: UInt64, _ number: UInt64) async throws {
        guard let site = SiteID("blog") else { return }
        let now = SystemClock().now()
        let job = NewJob(
            id: JobID(at: now, random: (round, round << 48 | number)),
            site: site,
            taskType: "post_summary",
            input: [UInt8](repeating: UInt8(ascii: "x"), count: 1_024),
            idempotencyKey: "\(round)-\(number)",
            availableAt: now,
            createdAt: now,
            retry: RetryPolicy(attempts: 5, baseDelay: 5, maximumDelay: 80, softTimeout: 50, hardTimeout: 60),
            reply: nil
        )
        if case .accepted(let id) = try await store.submit(job) { say("accepted \(id)") }
    }

    private static func work(_ store: SQLiteStore) async throws {
        let now = SystemClock().now()
        for job in try await store.lease(limit: 4, suspects: false, now: now, until: now + 60) {
            let id = job.lease.job
            // Every third stays leased, so that there is something to recover; its memo must be kept too.
            if id.text.utf8.last.map({ $0 % 3 == 0 }) == true {
                try await store.record(
                    CompletionKey(job: id, request: "ab12", occurrence: 0),
                    answer: Array(id.text.utf8),
                    now: now
                )
                say("recorded \(id)")
                continue
            }
            let settlement = Settlement(
                state: .succeeded,
                counters: JobCounters(attempts: 1),
                availableAt: now,
                result: Array(id.text.utf8),
                callback: NewCallback(
                    id: CallbackID(id.text),
                    site: job.record.site,
                    contract: "A",
                    url: "https://blog.example/",
                    body: Array(id.text.utf8)
                ),
                at: now
            )
            if try await store.settle(job.lease, settlement) { say("settled \(id)") }
        }
    }

    /// One write to the descriptor, so that what was said does not wait in a buffer that dies with the process.
    private static func say(_ line: String) {
        let bytes = Array((line + "\n").utf8)
        _ = write(STDOUT_FILENO, bytes, bytes.count)
    }
}
