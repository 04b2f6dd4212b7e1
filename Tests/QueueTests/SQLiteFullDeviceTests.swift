// SPDX-License-Identifier: Apache-2.0
import Foundation
import Jobs
import Queue
import SQLiteQueue
import Testing

/// A device without room, on a small file system in memory; needs root.
@Suite(.serialized, .timeLimit(.minutes(1)))
struct SQLiteFullDeviceTests {
    /// Mounts a tmpfs of `megabytes` for `body`.
    private func withDevice(_ megabytes: Int, _ body: (String) async throws -> Void) async throws {
        guard geteuid() == 0 else { return print("skipped: only root can mount a small device") }
        try await withFolder { folder in
            guard mount("tmpfs", folder, "tmpfs", 0, "size=\(megabytes)m,mode=0700") == 0 else {
                return print("skipped: this system mounts no tmpfs (\(String(cString: strerror(errno))))")
            }
            defer { umount2(folder, Int32(MNT_DETACH)) }
            try await body(folder)
        }
    }

    /// Submits jobs until one is refused; returns how many were accepted.
    private func fill(_ store: SQLiteStore, from first: Int = 0) async throws -> (accepted: Int, error: QueueError?) {
        let input = [UInt8](repeating: 7, count: 8_192)
        for number in first..<10_000 {
            let job = try newJob(number, input: input)
            do throws(QueueError) { _ = try await store.submit(job) } catch { return (number - first, error) }
        }
        return (10_000, nil)
    }

    @Test func aFullDeviceRefusesAndRecoversByItself() async throws {
        try await withDevice(4) { folder in
            let options = SQLiteStore.Options(reservedBytes: 0)
            let store = try await SQLiteStore.open(directory: folder + "/d", mode: .host, options: options)
            let ballast = URL(fileURLWithPath: folder + "/ballast")
            try Data(repeating: 0, count: 1 << 20).write(to: ballast)
            let first = try await fill(store)
            #expect(first.error?.code == .full && first.accepted > 10)
            #expect(try await store.counts()[.queued] == first.accepted)
            // Still full, still answering.
            #expect(try await fill(store, from: 5_000).error?.code == .full)
            #expect(try await store.job(jobID(0)) != nil)
            try FileManager.default.removeItem(at: ballast)
            let second = try await fill(store, from: 7_000)
            #expect(second.accepted > 10)
            #expect(try await store.integrityCheck() == nil)
            let accepted = try #require(try await store.counts()[.queued])
            await store.close()
            let again = try await SQLiteStore.open(directory: folder + "/d", mode: .host, options: options)
            #expect(try await again.counts()[.queued] == accepted)
            await again.close()
        }
    }

    @Test func newJobsLeaveRoomForTheEndsOfAcceptedOnes() async throws {
        try await withDevice(8) { folder in
            let options = SQLiteStore.Options(reservedBytes: 2 << 20)
            let store = try await SQLiteStore.open(directory: folder + "/d", mode: .host, options: options)
            let filled = try await fill(store)
            #expect(filled.error?.code == .full && filled.accepted > 10)
            for _ in 0..<10 { #expect(try await store.settle(store.leaseOne().lease, .success())) }
            #expect(try await store.counts()[.succeeded] == 10)
            await store.close()
        }
    }

    @Test func aDeviceThatIsFullFromTheStartSaysSo() async throws {
        try await withDevice(1) { folder in
            // Written piece by piece, until the device takes nothing more.
            let ballast = try #require(fopen(folder + "/ballast", "w"))
            while fputc(0, ballast) != EOF, fflush(ballast) == 0 {}
            fclose(ballast)
            let error = await queueError {
                await (try SQLiteStore.open(directory: folder + "/d", mode: .host)).close()
            }
            #expect(error?.code == .full)
        }
    }
}
