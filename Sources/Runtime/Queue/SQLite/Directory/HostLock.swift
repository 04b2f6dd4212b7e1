// SPDX-License-Identifier: Apache-2.0
import Glibc
import Locks
import Queue

/// The right to be the one host of a data directory: an exclusive `flock` on its `host.lock`, taken before the
/// database is touched. The kernel drops it with the process, however that ends.
final class HostLock: Sendable {
    private let descriptor: Lock<Int32?>

    /// Does not wait: another holder is an error that names it.
    init(_ directory: DataDirectory) throws(QueueError) {
        let file = open(directory.lock, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard file >= 0 else {
            throw QueueError(.unavailable, "cannot open \(directory.lock): \(String(cString: strerror(errno)))")
        }
        guard flock(file, LOCK_EX | LOCK_NB) == 0 else {
            let code = errno
            let holder = Self.holder(file)
            Glibc.close(file)
            guard code == EWOULDBLOCK else {
                throw QueueError(.unavailable, "cannot lock \(directory.lock): \(String(cString: strerror(code)))")
            }
            throw QueueError(
                .heldByAnother,
                "the data directory \(directory.path) is in use by another host (\(holder)); "
                    + "stop that one, or give this one a data directory of its own"
            )
        }
        // The number helps a person; the lock does not depend on it, so a full disk here is no failure.
        fchmod(file, 0o600)
        ftruncate(file, 0)
        let line = Array("\(getpid())\n".utf8)
        _ = pwrite(file, line, line.count, 0)
        descriptor = Lock(file)
    }

    deinit { release() }

    /// Gives the right up. May be called more than once.
    func release() {
        descriptor.withLock { file in
            guard let open = file else { return }
            // Closing alone would leave the lock to a child that is just being started and has not come to its
            // exec, where it loses the descriptor: they share one open file.
            flock(open, LOCK_UN)
            Glibc.close(open)
            file = nil
        }
    }

    private static func holder(_ file: Int32) -> String {
        var buffer = [UInt8](repeating: 0, count: 32)
        let count = pread(file, &buffer, buffer.count, 0)
        let digits = buffer.prefix(max(0, count)).prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        return digits.isEmpty ? "its process id is unknown" : "process " + String(decoding: digits, as: UTF8.self)
    }
}
