// SPDX-License-Identifier: Apache-2.0
import Glibc
import Locks
import Threads

/// Looks every half second at what each module process takes: one thread for all of the host's.
final class ProcessWatch: Sendable {
    typealias Look = @Sendable (ProcessFacts) -> Void

    /// Microseconds between two looks.
    private static let pause: UInt32 = 500_000

    private let watched = Lock<[Int32: Look]>([:])

    /// Starts the thread; it ends soon after the last other reference to this is gone.
    /// - Parameter eachLook: called on the watch's thread before each round.
    /// - Throws: when there is no thread to be had.
    init(eachLook: @escaping @Sendable () -> Void = {}) throws(ThreadError) {
        try DedicatedThread.start("mortise-watch") { [weak self] in
            while self?.look(eachLook) != nil { usleep(Self.pause) }
        }
    }

    /// Begins to watch; `look` is called on the watch's thread and must not block.
    func add(_ pid: Int32, _ look: @escaping Look) { watched.withLock { $0[pid] = look } }
    func remove(_ pid: Int32) { watched.withLock { $0[pid] = nil } }

    private func look(_ eachLook: () -> Void) {
        eachLook()
        for (pid, look) in watched.withLock({ $0 }) {
            if let facts = ProcessFacts.read(pid) { look(facts) }
        }
    }
}
