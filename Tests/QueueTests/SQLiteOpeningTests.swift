// SPDX-License-Identifier: Apache-2.0
import Foundation
import Jobs
import Queue
import Testing

@testable import SQLiteQueue

/// Whom the engine lets in, and which files it takes.
@Suite(.timeLimit(.minutes(1)))
struct SQLiteOpeningTests {
    private func mode(_ path: String) -> Int? {
        (try? FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? NSNumber)?.intValue
    }

    private func refusal(_ directory: String, _ mode: SQLiteStore.Mode = .host) async -> QueueError? {
        await queueError { await (try SQLiteStore.open(directory: directory, mode: mode)).close() }
    }

    @Test func filesAreTheirOwnersAloneWhateverTheUmask() async throws {
        try await withFolder { folder in
            let old = umask(0)
            let store = try await SQLiteStore.open(directory: folder + "/a/b", mode: .host)
            umask(old)
            _ = try await store.submit(newJob(1))
            #expect(mode(folder + "/a") == 0o700 && mode(folder + "/a/b") == 0o700)
            for name in ["mortise.db", "mortise.db-wal", "mortise.db-shm", "host.lock"] {
                #expect(mode(folder + "/a/b/" + name) == 0o600, "\(name)")
            }
            await store.close()
            // A file that others could read is tightened.
            chmod(folder + "/a/b/mortise.db", 0o644)
            await (try SQLiteStore.open(directory: folder + "/a/b", mode: .host)).close()
            #expect(mode(folder + "/a/b/mortise.db") == 0o600)
        }
    }

    @Test(arguments: [0o770, 0o707, 0o777, 0o720])
    func aFolderThatOthersMayWriteToIsRefused(_ permissions: Int) async throws {
        try await withFolder { folder in
            chmod(folder, mode_t(permissions))
            for mode in [SQLiteStore.Mode.host, .reader] {
                let error = await refusal(folder, mode)
                #expect(error?.code == .unavailable && error?.message.contains("chmod 0700") == true)
            }
            #expect(!FileManager.default.fileExists(atPath: folder + "/mortise.db"))
        }
    }

    @Test func aFolderOfAnotherUserIsRefused() async throws {
        guard geteuid() == 0 else { return print("skipped: only root can give a folder away") }
        try await withFolder { folder in
            chown(folder, 65_534, 65_534)
            chmod(folder, 0o700)
            let error = await refusal(folder)
            #expect(error?.code == .unavailable && error?.message.contains("belongs to user 65534") == true)
        }
    }

    @Test(arguments: ["mortise.db", "host.lock"])
    func aSymbolicLinkInPlaceOfAFileIsRefused(_ name: String) async throws {
        try await withFolder { folder in
            chmod(folder, 0o700)
            try FileManager.default.createSymbolicLink(
                atPath: folder + "/" + name,
                withDestinationPath: folder + "/elsewhere"
            )
            #expect(await refusal(folder)?.code == .unavailable)
            #expect(!FileManager.default.fileExists(atPath: folder + "/elsewhere"))
        }
    }

    @Test func aSymbolicLinkToTheFolderIsFollowed() async throws {
        try await withFolder { folder in
            await (try SQLiteStore.open(directory: folder + "/real", mode: .host)).close()
            try FileManager.default.createSymbolicLink(atPath: folder + "/link", withDestinationPath: folder + "/real")
            await (try SQLiteStore.open(directory: folder + "/link", mode: .host)).close()
        }
    }

    @Test(arguments: ["", "a\0b"])
    func aFolderWithoutAUsableNameIsRefused(_ name: String) async {
        #expect(await refusal(name)?.code == .unavailable)
    }

    @Test func aFolderInPlaceOfTheDatabaseIsRefused() async throws {
        try await withFolder { folder in
            try FileManager.default.createDirectory(atPath: folder + "/d/mortise.db", withIntermediateDirectories: true)
            chmod(folder + "/d", 0o700)
            #expect(await refusal(folder + "/d")?.message.contains("no regular file") == true)
        }
    }

    @Test func twoHostsOnOneFolderAreRefused() async throws {
        try await withFolder { folder in
            let first = try await SQLiteStore.open(directory: folder + "/d", mode: .host)
            let error = await refusal(folder + "/d")
            #expect(error?.code == .heldByAnother)
            #expect(error?.message.contains("process \(getpid())") == true)
            #expect(error?.message.contains("stop that one") == true)
            // The one that was refused has disturbed nothing.
            _ = try await first.submit(newJob(1))
            await first.close()
            let second = try await SQLiteStore.open(directory: folder + "/d", mode: .host)
            #expect(try await second.job(jobID(1)) != nil)
            await second.close()
        }
    }

    /// As a child has it between fork and exec.
    @Test func aCopyOfTheLocksDescriptorDoesNotKeepTheFolder() async throws {
        try await withFolder { folder in
            let store = try await SQLiteStore.open(directory: folder + "/d", mode: .host)
            let lock = try #require(realpath(folder + "/d/host.lock", nil))
            defer { free(lock) }
            let descriptor = try #require(
                (3..<65_536).first { number in
                    let target = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\(number)")
                    return target == String(cString: lock)
                }
            )
            let copy = fcntl(Int32(descriptor), F_DUPFD_CLOEXEC, 0)
            defer { close(copy) }
            await store.close()
            await (try SQLiteStore.open(directory: folder + "/d", mode: .host)).close()
        }
    }

    @Test func aForgottenStoreGivesTheFolderFree() async throws {
        try await withFolder { folder in
            do { _ = try await SQLiteStore.open(directory: folder + "/d", mode: .host) }
            // Its threads end by themselves; the lock tells when.
            let deadline = ContinuousClock.now + .seconds(20)
            while true {
                do throws(QueueError) {
                    await (try SQLiteStore.open(directory: folder + "/d", mode: .host)).close()
                    break
                } catch {
                    try #require(ContinuousClock.now < deadline, "the lock was not dropped in 20 seconds: \(error)")
                    await Task.yield()
                }
            }
        }
    }

    @Test func aReaderReadsBesideAHostAndWithoutOne() async throws {
        try await withFolder { folder in
            let host = try await SQLiteStore.open(directory: folder + "/d", mode: .host)
            let beside = try await SQLiteStore.open(directory: folder + "/d", mode: .reader)
            _ = try await host.submit(newJob(1))
            #expect(try await beside.job(jobID(1))?.state == .queued)
            #expect(await queueError { _ = try await beside.submit(newJob(2)) }?.code == .unavailable)
            #expect(await queueError { _ = try await beside.recoverInFlight() }?.code == .unavailable)
            #expect(try await beside.schemaVersion() == Migration.all.count)
            #expect(try await beside.integrityCheck() == nil)
            await host.close()
            #expect(try await beside.job(jobID(1))?.state == .queued)
            await beside.close()
            let alone = try await SQLiteStore.open(directory: folder + "/d", mode: .reader)
            #expect(try await alone.counts()[.queued] == 1)
            // A host can start while the command line reads.
            let next = try await SQLiteStore.open(directory: folder + "/d", mode: .host)
            _ = try await next.submit(newJob(2))
            #expect(try await alone.counts()[.queued] == 2)
            await next.close()
            await alone.close()
        }
    }

    @Test func aReaderOfNothingSaysSo() async throws {
        try await withFolder { folder in
            chmod(folder, 0o700)
            let empty = await refusal(folder, .reader)
            #expect(empty?.code == .unavailable && empty?.message.contains("no database") == true)
            #expect(await refusal(folder + "/missing", .reader)?.code == .unavailable)
            #expect(!FileManager.default.fileExists(atPath: folder + "/missing"))
        }
    }

    @Test func everySettingThatDurabilityNeedsIsOn() async throws {
        try await withFolder { folder in
            let store = try await SQLiteStore.open(directory: folder + "/d", mode: .host)
            let expected = [
                ("journal_mode", "wal"), ("synchronous", "2"), ("foreign_keys", "1"), ("trusted_schema", "0"),
                ("secure_delete", "2"), ("auto_vacuum", "2"), ("application_id", "\(Schema.applicationID)"),
            ]
            for (name, value) in expected {
                let found = try await store.write { connection throws(QueueError) in
                    try connection.text(of: "PRAGMA \(name)")
                }
                #expect(found == value, "\(name)")
            }
            await store.close()
        }
    }
}
