// SPDX-License-Identifier: Apache-2.0
import Foundation
import Glibc
import Outbound
import StandIns
import Testing
import Waiting

/// Invariants 1, 2 and 3 when a host goes on from a backup.
@Suite(.timeLimit(.minutes(15)), .serialized)
struct RestoreTests {
    private static func folder(_ path: String) throws {
        try FileManager.default.createDirectory(
            atPath: path,
            withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700]
        )
    }

    /// A backup is taken at a random moment while jobs run; the host is killed some time later, and another goes on from
    /// the backup. Every job of it ends; what was called back since is called back again under the same name; answers that
    /// are in the backup are not asked for again.
    @Test func backupsAtRandomMoments() async throws {
        try await overSeeds(Seeds.several(2)) { seed, random in
            var random = random
            let model = try AnsweringModel.start(seconds: 0.3, answer: Workload.answer)
            let variables = model.environment.merging(
                ["MORTISE_JOBS_PER_MINUTE": "0", "MORTISE_MODULES": Built.customPrompt]
            ) { $1 }
            try await withWorkload { _ in
                variables
            } _: { load in
                let first = load.host
                let keys = (0..<60).map { "b\($0)" }
                let sending = Task {
                    for key in keys {
                        try await load.insist(key, Workload.twoCalls("\(key) of \(seed)"))
                        try await Task.sleep(for: .milliseconds(10))
                    }
                }
                try await random.pause(100...900)
                let file = first.folder + "/backup.db"
                #expect(try await first.command("backup", file).status == 0, "seed \(seed)")
                let answered = try await Self.recorded(file, first.folder)
                try await random.pause(50...800)
                sending.cancel()
                _ = await sending.result
                try await first.killNow()
                let before = load.sink.taken
                let asked = model.bodies.count

                let second = first.folder + "/second"
                try Self.folder(second + "/data")
                try FileManager.default.copyItem(atPath: file, toPath: second + "/data/mortise.db")
                let heir = TestHost(folder: second, load.sink.environment.merging(variables) { $1 })
                let kept = Set(try await Self.keys(file, first.folder))
                let open = try await Self.query("SELECT id FROM jobs WHERE state < 2", file, first.folder).count
                try await withHost(heir) { heir in
                    try await eventually("the end of every job of the backup", within: 60) {
                        try await load.jobs(heir).allSatisfy { $0.state == "succeeded" }
                    }
                    #expect(try await load.jobs(heir).count == kept.count, "seed \(seed)")
                    try await eventually("a callback of every job of the backup", within: 60) {
                        kept.isSubset(of: load.sink.keys)
                    }
                }
                let said = "seed \(seed), \(kept.count) jobs in the backup, \(open) not ended, \(answered) answers"
                load.check(kept.union(before.map(\.key)), said, sameBytes: false)
                // Nothing that the backup had an answer to was asked for again.
                let again = model.bodies.dropFirst(asked)
                #expect(again.count == 2 * open - answered, "\(said): \(again.count) calls")
                #expect(Set(again).count == again.count, "\(said): asked twice by one host")
            }
        }
    }

    /// Jobs of the backup that have not succeeded keep their answers, those that they rejected among them.
    private static func recorded(_ file: String, _ folder: String) async throws -> Int {
        try await query("SELECT request FROM completions WHERE state = 1", file, folder).count
    }

    private static func keys(_ file: String, _ folder: String) async throws -> [String] {
        try await query("SELECT json_extract(reply_echo, '$.idempotency_key') FROM jobs", file, folder)
    }

    private static func query(_ sql: String, _ file: String, _ folder: String) async throws -> [String] {
        try await Database.rows(of: sql, file, folder)
    }

    /// The folder of a living host is not another's, under no name; and a backup is not put into it.
    @Test func aFolderInUseIsRefusedUnderEveryName() async throws {
        try await withWorkload { _ in
            [:]
        } _: { load in
            let folder = load.host.folder
            symlink(folder + "/data", folder + "/link")
            for path in [
                folder + "/data", folder + "/link", folder + "/../" + (folder as NSString).lastPathComponent + "/data",
            ] {
                let second = TestHost(folder: folder, ["MORTISE_DATA": path])
                let refused = try await second.command("serve")
                #expect(
                    refused.status == 69 && refused.errors.contains("in use by another host"),
                    "\(path): \(refused)"
                )
            }
            let onto = try await load.host.command("backup", folder + "/data/mortise.db")
            #expect(onto.status == 69 && onto.errors.contains("exists already"))
            try await load.insist("after", Workload.summary("One. Two."))
            try await eventually("its callback") { load.sink.keys == ["after"] }
        }
    }
}
