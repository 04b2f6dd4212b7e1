// SPDX-License-Identifier: Apache-2.0
import CSystem
import Glibc
import Threads

/// SIGHUP, answered by a thread of its own: what it runs reads files and may block.
enum ReloadSignal {
    /// What the handler writes to. Made before the handler is installed, and kept for the life of the process.
    fileprivate static let bell = eventfd(0, Int32(EFD_CLOEXEC))

    /// From now on the signal is remembered. Unheeded, it would end the process.
    static func hold() {
        _ = bell
        signal(SIGHUP, ringReload)
    }

    /// Answers what was remembered, and each further signal. Several that come while `reload` runs are one more run.
    /// - Throws: when there is no thread to be had.
    static func answer(_ reload: @escaping @Sendable () -> Void) throws(ThreadError) {
        let bell = Self.bell
        try DedicatedThread.start("mortise-reload") {
            var count: UInt64 = 0
            while true {
                if read(bell, &count, 8) == 8 { reload() }
            }
        }
    }

    /// Runs in whatever thread the kernel picks: does nothing but one write(2), which signal-safety(7) allows.
    fileprivate static func ring() {
        var one: UInt64 = 1
        let before = errno
        _ = write(bell, &one, 8)
        errno = before
    }
}

private func ringReload(_ number: Int32) { ReloadSignal.ring() }
