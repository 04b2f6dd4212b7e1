// SPDX-License-Identifier: Apache-2.0
import Foundation
import Jobs
import Queue
import Testing

@testable import SQLiteQueue

/// Versions of the schema, files that are not ours, and files that are broken.
@Suite(.timeLimit(.minutes(1)))
struct SQLiteSchemaTests {
    /// Makes a folder `d` with an empty database file, and lets `body` write to it.
    private func database(in folder: String, _ body: (Connection) throws -> Void) throws -> String {
        let directory = try DataDirectory(folder + "/d", create: true)
        try directory.prepareDatabase()
        let connection = try Connection(path: directory.database, access: .readWrite)
        try body(connection)
        connection.close()
        return directory.path
    }

    private func refusals(_ directory: String) async -> [QueueError?] {
        var found: [QueueError?] = []
        for mode in [SQLiteStore.Mode.host, .reader] {
            found.append(await queueError { await (try SQLiteStore.open(directory: directory, mode: mode)).close() })
        }
        return found
    }

    @Test func stepsAreNumberedFromOneWithoutGaps() {
        #expect(Migration.all.map(\.number) == (1...Int64(Migration.all.count)).map { $0 })
    }

    @Test(arguments: 0..<Migration.all.count)
    func everyEarlierVersionIsBroughtUp(_ version: Int) async throws {
        try await withFolder { folder in
            let path = try database(in: folder) { connection in
                try Schema(Array(Migration.all.prefix(version))).migrate(connection)
                guard version > 0 else { return }
                try connection.run(
                    """
                    INSERT INTO jobs (seq, id, site, idempotency_key, task_type, state, priority, created_at,
                        available_at, updated_at, retry_attempts, retry_base, retry_maximum, soft_timeout, hard_timeout)
                    VALUES (1, '\(jobID(1))', 'blog', 'k', 'post_summary', 0, 5, 0, 0, 0, 1, 1, 1, 1, 1);
                    INSERT INTO inputs VALUES (1, x'7b7d', x'7b7d');
                    UPDATE job_counts SET jobs = 1 WHERE state = 0;
                    """
                )
            }
            if version > 0 {
                let reader = await queueError { _ = try await SQLiteStore.open(directory: path, mode: .reader) }
                #expect(reader?.message.contains("start the host once") == true)
            }
            let store = try await SQLiteStore.open(directory: path, mode: .host)
            #expect(try await store.schemaVersion() == Migration.all.count)
            #expect(try await store.counts()[.queued] == min(version, 1))
            _ = try await store.submit(newJob(2))
            #expect(try await store.settle(store.leaseOne().lease, .success(callback: callback(1))))
            await store.close()
        }
    }

    /// Answers that an older Mortise recorded are still served, and can be rejected from now on.
    @Test func answersOfAnOlderVersionStay() async throws {
        try await withFolder { folder in
            let path = try database(in: folder) { connection in
                try Schema(Array(Migration.all.prefix(3))).migrate(connection)
                try connection.run(
                    """
                    INSERT INTO completions (job, request, occurrence, provider, state, answer, begun_at)
                    VALUES ('\(jobID(1))', 'ab', 0, 'openai', 1, x'0102', 0), ('\(jobID(1))', 'cd', 0, 'openai', 0, NULL, 0);
                    """
                )
            }
            let store = try await SQLiteStore.open(directory: path, mode: .host)
            let key = CompletionKey(job: jobID(1), request: "ab", occurrence: 0)
            guard case .recorded([1, 2]) = try await store.begin(key, provider: "p", now: second(0)) else {
                Issue.record("the answer is gone")
                return
            }
            #expect(try await store.recoverInFlight().map(\.request) == ["cd"])
            #expect(try await store.reject(key, attempt: 2, reason: "r", now: second(1)))
            guard case .rejected([1, 2], attempt: 2) = try await store.begin(key, provider: "p", now: second(2)) else {
                Issue.record("the rejection is gone")
                return
            }
            await store.close()
        }
    }

    /// A host of the version before this one was killed at work: jobs run, wait, have ended with and without a result,
    /// callbacks are held. Under the new program nothing is lost, and everything it can do holds for them too.
    @Test func anOldDatabaseWithJobsInFlightGoesOn() async throws {
        try await withFolder { folder in
            let path = try database(in: folder) { connection in
                try Schema(Array(Migration.all.prefix(4))).migrate(connection)
                func job(_ number: Int, _ state: Int, _ more: String = "NULL, NULL, NULL, NULL") throws {
                    try connection.run(
                        """
                        INSERT INTO jobs (seq, id, site, idempotency_key, task_type, state, priority, attempts, created_at,
                            available_at, updated_at, retry_attempts, retry_base, retry_maximum, soft_timeout,
                            hard_timeout, lease_token, lease_until, error_class, error_code, error_message)
                        VALUES (\(number), '\(jobID(number))', 'blog', 'key-\(number)', 'post_summary', \(state), 5, 2,
                            \(second(0).milliseconds), \(second(0).milliseconds), \(second(0).milliseconds), 5, 1, 1, 1, 1,
                            7, \(more));
                        INSERT INTO inputs VALUES (\(number), x'7b7d', x'7b7d');
                        UPDATE job_counts SET jobs = jobs + 1 WHERE state = \(state);
                        """
                    )
                }
                try job(1, 1, "\(second(1e6).milliseconds), NULL, NULL, NULL")
                try job(2, 0)
                try job(3, 3, "NULL, 'permanent', 'bad', 'a sentence'")
                try job(4, 4, "NULL, 'poison', 'module_crashed', 'it died'")
                try connection.run(
                    """
                    INSERT INTO outcomes (job, evidence) VALUES (4, 'signal 11');
                    INSERT INTO callbacks (id, job, site, contract, url, body, created_at, next_at, due_at, held)
                    VALUES ('c', 3, 'blog', 'A', 'https://blog.example/', x'7b7d', 0, 0, 9999999999999, 1);
                    """
                )
            }
            let store = try await SQLiteStore.open(directory: path, mode: .host)
            #expect(try await store.recoverAbandoned(now: second(5)) == 1)
            #expect(try await store.recoverHeld(spacing: [:], now: second(5)) == 1)
            #expect(try await store.job(jobID(3))?.outcome == nil)
            // The interrupted run goes on under a larger token, its attempts counted.
            let leased = try await store.lease(limit: 9, suspects: false, now: second(5), until: second(60))
            #expect(leased.map(\.record.id) == [jobID(1), jobID(2)] && leased[0].lease.token == 8)
            #expect(leased.allSatisfy { $0.record.counters.attempts == 2 && $0.record.requestID == nil })
            guard case .done(_, .tell) = try await store.cancel(jobID(1), now: second(6), callback: { _ in nil }) else {
                Issue.record("not told")
                return
            }
            for job in leased { #expect(try await store.settle(job.lease, .success(at: second(7)))) }
            for number in [3, 4] {
                guard case .done(_, .requeue) = try await store.retry(jobID(number), now: second(8)) else {
                    Issue.record("\(number) was not queued again")
                    return
                }
            }
            #expect(try await store.endings(of: jobID(4)).first?.evidence == "signal 11")
            #expect(
                try await store.claimDue(limit: 9, now: second(9), until: second(60)).map(\.content.id.text) == ["c"]
            )
            #expect(words(try await store.submit(newJob(3))) == "known \(jobID(3)) queued")
            #expect(try await store.counts()[.queued] == 2)
            #expect(try await store.counts()[.succeeded] == 2)
            await store.close()
        }
    }

    @Test func aNewerVersionIsRefusedByName() async throws {
        try await withFolder { folder in
            let newer = Migration(number: 99, summary: "later", sql: "CREATE TABLE later (x ANY) STRICT;")
            let path = try database(in: folder) { try Schema(Migration.all + [newer]).migrate($0) }
            for error in await refusals(path) {
                #expect(error?.code == .newerDatabase)
                #expect(error?.message.contains("version 99") == true)
                #expect(error?.message.contains("up to \(Migration.all.count)") == true)
                #expect(error?.message.contains("install") == true)
            }
        }
    }

    @Test func aStepThatFailsIsTakenBackWhole() async throws {
        try await withFolder { folder in
            let broken = Migration(
                number: 2,
                summary: "broken",
                sql: "CREATE TABLE half (x INTEGER) STRICT; INSERT INTO nowhere VALUES (1);"
            )
            let path = try database(in: folder) { connection throws in
                do throws(QueueError) {
                    try Schema([.jobs, broken]).migrate(connection)
                    Issue.record("nothing was thrown")
                } catch {
                    #expect(error.message.contains("step 2 (broken)"))
                }
                #expect(try connection.integer(of: "PRAGMA user_version") == 1)
                #expect(try connection.integer(of: "SELECT count(*) FROM sqlite_schema WHERE name = 'half'") == 0)
                #expect(!connection.isInTransaction)
            }
            await (try SQLiteStore.open(directory: path, mode: .host)).close()
        }
    }

    @Test(arguments: [
        "PRAGMA application_id = 252006674", "CREATE TABLE wp_posts (id INTEGER)", "PRAGMA user_version = 7",
    ])
    func anotherProgramsFileIsRefusedAndUntouched(_ sql: String) async throws {
        try await withFolder { folder in
            let path = try database(in: folder) { try $0.run(sql) }
            let before = try Data(contentsOf: URL(fileURLWithPath: path + "/mortise.db"))
            for error in await refusals(path) {
                #expect(error?.code == .corrupt && error?.message.contains("another program") == true)
                #expect(error?.message.contains(path + "/mortise.db") == true)
            }
            #expect(try Data(contentsOf: URL(fileURLWithPath: path + "/mortise.db")) == before)
        }
    }

    @Test(arguments: [1, 15, 16, 100, 512, 5_000])
    func aFileThatIsNoDatabaseIsRefused(_ size: Int) async throws {
        try await withFolder { folder in
            let path = try database(in: folder) { _ in }
            try Data(repeating: UInt8(ascii: "?"), count: size).write(to: URL(fileURLWithPath: path + "/mortise.db"))
            for error in await refusals(path) { #expect(error?.code == .corrupt) }
        }
    }

    /// Damage behind the first page, where opening alone would not see it.
    @Test(arguments: [1, 2, 3, 4, 5] as [UInt64])
    func aDamagedFileIsRefused(_ seed: UInt64) async throws {
        try await withFolder { folder in
            let store = try await SQLiteStore.open(directory: folder + "/d", mode: .host)
            for number in 0..<200 { _ = try await store.submit(newJob(number)) }
            await store.close()
            let file = URL(fileURLWithPath: folder + "/d/mortise.db")
            var bytes = try Data(contentsOf: file)
            var random = SeededRandom(seed: seed)
            for page in 2..<bytes.count / 4_096 {
                for offset in 0..<64 { bytes[page * 4_096 + offset] = .random(in: 0...255, using: &random) }
            }
            try bytes.write(to: file)
            chmod(file.path, 0o600)
            let error = await queueError {
                await (try SQLiteStore.open(directory: folder + "/d", mode: .host)).close()
            }
            #expect(error?.code == .corrupt && error?.message.contains("damaged") == true)
            // The lock was given back.
            #expect(await queueError { _ = try await SQLiteStore.open(directory: folder + "/d", mode: .host) } != nil)
        }
    }

    @Test func damageIsReportedToTheDoctor() async throws {
        try await withFolder { folder in
            var options = SQLiteStore.Options()
            let store = try await SQLiteStore.open(directory: folder + "/d", mode: .host)
            for number in 0..<200 { _ = try await store.submit(newJob(number)) }
            await store.close()
            let file = try FileHandle(forUpdating: URL(fileURLWithPath: folder + "/d/mortise.db"))
            try file.seek(toOffset: 40 * 4_096)
            try file.write(contentsOf: Data(repeating: 0xFF, count: 4_096))
            try file.close()
            options.examinedBytes = 0
            let damaged = try await SQLiteStore.open(directory: folder + "/d", mode: .host, options: options)
            #expect(try await damaged.integrityCheck() != nil)
            await damaged.close()
        }
    }

    @Test func noStatementReadsAWholeTable() async throws {
        try await withFolder { folder in
            let store = try await SQLiteStore.open(directory: folder + "/d", mode: .host)
            for query in Query.allCases {
                let plan = try await store.write { connection throws(QueueError) in
                    try connection.rows(of: "EXPLAIN QUERY PLAN " + query.sql) { row in row.text(3) }
                }
                for step in plan where step.hasPrefix("SCAN ") {
                    // What is scanned is itself the short answer of an indexed query, or one row of constants.
                    let short = ["SCAN CONSTANT ROW", "SCAN heads", "SCAN h"]
                    let isFine = step.hasPrefix("SCAN (subquery") || short.contains(step)
                    #expect(isFine, "\(query): \(plan)")
                }
            }
            await store.close()
        }
    }

    /// Lanes are found by one step into the index for each, over whatever waits between them.
    @Test(arguments: [Query.dueLanes, .oldestWaiting, .nextWaiting, .jobsFromLater])
    func lanesAreFoundWithoutReadingTheirJobs(_ query: Query) async throws {
        try await withFolder { folder in
            let store = try await SQLiteStore.open(directory: folder + "/d", mode: .host)
            let plan = try await store.write { connection throws(QueueError) in
                try connection.rows(of: "EXPLAIN QUERY PLAN " + query.sql) { row in row.text(3) }
            }
            let step = "jobs_waiting (suspect=? AND (site,task_type,priority,available_at)>(?,?,?,?))"
            #expect(plan.contains { $0.hasSuffix(step) }, "\(plan)")
            await store.close()
        }
    }

    /// Waiting, delayed and running jobs of a version that knew no lanes.
    @Test func jobsThatWaitedBeforeLanesAreServedByLanes() async throws {
        try await withFolder { folder in
            let path = try database(in: folder) { connection in
                try Schema(Array(Migration.all.prefix(7))).migrate(connection)
                for number in 0..<40 {
                    let state = number % 10 == 9 ? 1 : 0
                    let due = second(number % 10 == 8 ? 100 : 0).milliseconds
                    try connection.run(
                        """
                        INSERT INTO jobs (seq, id, site, idempotency_key, task_type, state, priority, created_at,
                            available_at, updated_at, retry_attempts, retry_base, retry_maximum, soft_timeout,
                            hard_timeout, lease_token, lease_until)
                        VALUES (\(number + 1), '\(jobID(number))', '\(number < 30 ? "flood" : "quiet")', 'k\(number)',
                            'post_summary', \(state), 5, 0, \(due), 0, 5, 1, 1, 1, 1, 3, \(state == 1 ? "1" : "NULL"));
                        INSERT INTO inputs VALUES (\(number + 1), x'7b7d', x'7b7d');
                        UPDATE job_counts SET jobs = jobs + 1 WHERE state = \(state);
                        """
                    )
                }
            }
            let store = try await SQLiteStore.open(directory: path, mode: .host)
            #expect(try await store.recoverAbandoned(now: second(0)) == 4)
            let leased = try await store.lease(limit: 12, suspects: false, now: second(0), until: second(60))
            #expect(leased.count { $0.record.site.name == "quiet" } == 6)
            let rest = try await store.lease(limit: 99, suspects: false, now: second(0), until: second(60))
            #expect(rest.count == 24 && Set((leased + rest).map(\.record.id)).count == 36)
            #expect(try await store.nextDue(suspects: false, after: second(60)) == second(100))
            await store.close()
        }
    }
}
