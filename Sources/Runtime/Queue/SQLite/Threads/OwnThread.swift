// SPDX-License-Identifier: Apache-2.0
import Glibc
import Queue

/// A thread for calls that block: on Swift's own pool they would hold up every `await` of the process.
enum OwnThread {
    /// Runs `body` on a new thread that nobody joins.
    /// - Parameter name: at most 15 bytes are shown by `ps` and `top`.
    static func start(_ name: String, _ body: @escaping @Sendable () -> Void) throws(QueueError) {
        let context = Unmanaged.passRetained(ThreadBody(name: name.bounded(toBytes: 15), run: body))
        var thread = pthread_t()
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        defer { pthread_attr_destroy(&attributes) }
        pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
        let code = pthread_create(&thread, &attributes, threadMain, context.toOpaque())
        guard code == 0 else {
            context.release()
            throw QueueError(
                .unavailable,
                "no thread for the database could be started (\(String(cString: strerror(code)))); "
                    + "check the limit on processes, `ulimit -u`"
            )
        }
    }
}

private final class ThreadBody: Sendable {
    let name: String
    let run: @Sendable () -> Void

    init(name: String, run: @escaping @Sendable () -> Void) {
        self.name = name
        self.run = run
    }
}

/// Runs on the new thread, once; takes over the reference that `start` passed.
private func threadMain(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let context else { return nil }
    let body = Unmanaged<ThreadBody>.fromOpaque(context).takeRetainedValue()
    show(body.name)
    body.run()
    return nil
}

/// glibc's `pthread_setname_np` is hidden from Swift, and `prctl` is variadic; the kernel takes the name here too.
/// Without `/proc` the thread has the process's name.
private func show(_ name: String) {
    let file = open("/proc/thread-self/comm", O_WRONLY | O_CLOEXEC)
    guard file >= 0 else { return }
    let bytes = Array(name.utf8)
    _ = write(file, bytes, bytes.count)
    close(file)
}
