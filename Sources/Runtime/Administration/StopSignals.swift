// SPDX-License-Identifier: Apache-2.0
import CSystem
import Glibc
import Threads

/// SIGTERM and SIGINT as something to wait for.
///
/// A handler and a descriptor, not `sigwait`: the main thread of a program with an async `main` waits with every
/// signal let through, whatever mask it was given.
final class StopSignals: Sendable {
    /// What the handler writes to. Made before the handler is installed, and kept for the life of the process.
    private static let bell = eventfd(0, Int32(EFD_CLOEXEC))
    private let doorbell = Doorbell()

    /// - Throws: when there is no thread to be had.
    init() throws(ThreadError) {
        let bell = Self.bell
        try DedicatedThread.start("mortise-signals") { [doorbell] in
            var count: UInt64 = 0
            while true {
                if read(bell, &count, 8) == 8 { doorbell.ring() }
            }
        }
        for number in [SIGTERM, SIGINT] { signal(number, ringBell) }
    }

    /// Waits for the next of them.
    func next() async { await doorbell.wait() }

    /// Runs in whatever thread the kernel picks: does nothing but one write(2), which signal-safety(7) allows.
    fileprivate static func ring() {
        var one: UInt64 = 1
        let before = errno
        _ = write(bell, &one, 8)
        errno = before
    }
}

private func ringBell(_ number: Int32) { StopSignals.ring() }
