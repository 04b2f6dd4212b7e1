// SPDX-License-Identifier: Apache-2.0
internal import Glibc

/// A detached thread of its own, for a loop that blocks.
enum OwnThread {
    private final class Body {
        let run: @Sendable () -> Void
        init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }

    /// Starts the thread with every signal blocked: signals are for the host's own thread, and a write to a
    /// connection that is gone must not raise SIGPIPE here. Threads that it starts inherit that.
    ///
    /// - Returns: 0, or the errno of `pthread_create`.
    static func start(_ run: @escaping @Sendable () -> Void) -> Int32 {
        var all = sigset_t()
        var before = sigset_t()
        sigfillset(&all)
        pthread_sigmask(SIG_SETMASK, &all, &before)
        defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
        var thread = pthread_t()
        // Retained for the thread, which takes it; taken back here if no thread came to be.
        let body = Unmanaged.passRetained(Body(run))
        let code = pthread_create(&thread, nil, ownThreadMain, body.toOpaque())
        if code == 0 { pthread_detach(thread) } else { body.release() }
        return code
    }

    fileprivate static func main(_ context: UnsafeMutableRawPointer) {
        Unmanaged<Body>.fromOpaque(context).takeRetainedValue().run()
    }
}

/// Called by the new thread, once.
private func ownThreadMain(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    if let context { OwnThread.main(context) }
    return nil
}
