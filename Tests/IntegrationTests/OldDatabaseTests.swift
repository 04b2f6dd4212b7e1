// SPDX-License-Identifier: Apache-2.0
import Foundation
import Glibc
import Outbound
import StandIns
import Testing
import Waiting

@testable import SQLiteQueue

/// Invariants 1, 2 and 3 when a host of an older version was killed at work and this one goes on.
@Suite(.timeLimit(.minutes(15)), .serialized)
struct OldDatabaseTests {
    /// A host is killed at a random moment; its database becomes what a host of that version would have left, and the
    /// program under test is started on it.
    @Test func jobsInFlightGoOn() async throws {
        try await overSeeds(Seeds.several(1), Migration.all.map(\.number), atOnce: 4) { seed, version, random in
            var random = random
            let model = try AnsweringModel.start(seconds: 0.2, answer: Workload.answer)
            try await withWorkload { _ in
                model.environment.merging(["MORTISE_JOBS_PER_MINUTE": "0", "MORTISE_MODULES": Built.customPrompt]) {
                    $1
                }
            } status: {
                // Some callbacks are still waiting at the kill.
                $0 % 3 == 1 && $1 == 0 ? 503 : 200
            } _: { load in
                let keys = Set((0..<40).map { "o\($0)" })
                for key in keys.sorted() { try await load.insist(key, Workload.twoCalls("\(key) of \(seed)")) }
                try await random.pause(0...500)
                try await load.host.killNow()
                let before = load.sink.taken
                let ended = try await load.jobs().filter { $0.state == "succeeded" }.count
                let asked = model.bodies
                let data = load.host.folder + "/data"
                let (answered, underWay) = try await Self.age(data, to: version)
                try await load.host.start()

                // Version 1 had no callbacks: those of jobs that had ended are not in it.
                let expected = version == 1 ? nil : keys
                try await eventually("the end of every job", within: 60) {
                    try await load.jobs().allSatisfy { $0.state == "succeeded" }
                }
                try await eventually("the callbacks", within: 60) {
                    expected.map { load.sink.keys == $0 } ?? (load.sink.keys.count >= keys.count - ended)
                }
                let said =
                    "seed \(seed), version \(version): \(ended) ended, \(answered) answers, \(underWay) under way"
                load.check(expected ?? load.sink.keys, said)
                #expect(try await load.jobs().count == keys.count, "\(said)")
                let names = Dictionary(grouping: load.sink.taken, by: \.id)
                // Delivered and recorded once is not delivered again.
                #expect(names.count == load.sink.keys.count && before.count <= load.sink.taken.count, "\(said)")
                let again = model.bodies.dropFirst(asked.count)
                #expect(Set(again).count == again.count, "\(said)")
                #expect(again.count == 2 * (keys.count - ended) - answered, "\(said): \(again.count) calls")
                #expect(load.possiblyPaid == underWay, "\(said): \(load.possiblyPaid) reported")
            }
        }
    }

    /// Copies what a database of that version had into one.
    /// - Returns: answers and calls under way in it.
    private static func age(_ data: String, to version: Int64) async throws -> (Int, Int) {
        let (file, old) = (data + "/mortise.db", data + "/old.db")
        let made = open(old, O_CREAT | O_RDWR, 0o600)
        #expect(made >= 0)
        close(made)
        let connection = try Connection(path: old, access: .readWrite)
        try connection.run("PRAGMA auto_vacuum = INCREMENTAL; PRAGMA journal_mode = WAL")
        try Schema(Migration.all.filter { $0.number <= version }).migrate(connection)
        try connection.run("PRAGMA foreign_keys = OFF; ATTACH '\(file)' AS new; DELETE FROM main.job_counts")
        let tables = try connection.rows(
            of: "SELECT name FROM main.sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
        ) { $0.text(0) }
        for table in tables {
            let columns = try connection.rows(of: "SELECT name FROM pragma_table_info('\(table)', 'main')") {
                $0.text(0)
            }
            .joined(separator: ", ")
            try connection.run("INSERT INTO main.\(table) (\(columns)) SELECT \(columns) FROM new.\(table)")
        }
        let hasMemo = version >= 3
        // What a job rejected is served to the same attempt alone, which versions 4 to 8 did not keep. Version 3 kept nothing
        // of rejections.
        let rejected = (4...8).contains(version) ? " AND rejected_at IS NULL" : ""
        let answered =
            hasMemo
            ? try connection.integer(of: "SELECT count(*) FROM main.completions WHERE state = 1\(rejected)") ?? 0 : 0
        let underWay =
            hasMemo ? try connection.integer(of: "SELECT count(*) FROM main.completions WHERE state = 0") ?? 0 : 0
        try connection.run("DETACH new")
        connection.close()
        for end in ["", "-wal", "-shm"] {
            unlink(file + end)
            if access(old + end, F_OK) == 0 { rename(old + end, file + end) }
        }
        return (Int(answered), Int(underWay))
    }
}
