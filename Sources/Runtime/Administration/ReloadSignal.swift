// SPDX-License-Identifier: Apache-2.0
import CSystem
import Glibc
import Threads

/// SIGHUP, answered by a thread of its own: what it runs reads files and may block.
enum ReloadSignal {
    /// What the handler writes to. Made before the handler is installed, and kept for the life of the process.
    fileprivate static let bell = eventfd(0, Int32(EFD_CLOEXEC))

    /// Several signals that come while `reload` runs are one more run of it.
    /// - Throws: when there is no thread to be had.
    static func install(_ reload: @escaping @Sendable () -> Void) throws(ThreadError) {
        let bell = Self.bell
        try DedicatedThread.start("mortise-reload") {
            var count: UInt64 = 0
            while true {
                if read(bell, &count, 8) == 8 { reload() }
            }
        }
        signal(SIGHUP, ringReload)
    }

    /// Until there is something to reload: the signal would end the process.
    static func ignore() { signal(SIGHUP, SIG_IGN) }

    /// Runs in whatever thread the kernel picks: does nothing but one write(2), which signal-safety(7) allows.
    fileprivate static func ring() {
        var one: UInt64 = 1
        let before = errno
        _ = write(bell, &one, 8)
        errno = before
    }
}

private func ringReload(_ number: Int32) { ReloadSignal.ring() }
