// SPDX-License-Identifier: Apache-2.0
import CSystem
import Glibc

/// A thread of one's own, for C calls that block: they must never sit on Swift's cooperative pool, whose few
/// threads every `await` of the process shares. Every thread of the host outside that pool starts here.
public enum DedicatedThread {
    /// Starts a detached thread that runs `body` to its end and then lets go of it.
    ///
    /// It starts with every signal blocked, and so do threads that it starts (libcurl's for name lookup): signals
    /// are for the host's own threads, and a write to a connection that is gone raises no SIGPIPE here. Signals
    /// of faults stay open: the kernel ends the process for those whatever the mask, but only an open one gets as
    /// far as the handler that prints where it was.
    ///
    /// - Parameters:
    ///   - name: at most 15 bytes; shown by `top -H` and debuggers.
    ///   - stackBytes: address space, which costs memory only where it is touched. 2 MiB is what glibc gives
    ///     where there is no limit, and what SQLite, libcurl and OpenSSL are used to.
    /// - Throws: when the kernel has no thread to give; `body` does not run then, and is let go of.
    public static func start(
        _ name: String,
        stackBytes: Int = 2 << 20,
        _ body: @escaping @Sendable () -> Void
    ) throws(ThreadError) {
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        defer { pthread_attr_destroy(&attributes) }
        pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
        pthread_attr_setstacksize(&attributes, stackBytes)
        // A thread begins with the mask of the one that makes it. glibc keeps its two own signals out of any mask.
        var blocked = sigset_t()
        sigfillset(&blocked)
        for fault in [SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGTRAP, SIGABRT, SIGSYS] { sigdelset(&blocked, fault) }
        var before = sigset_t()
        pthread_sigmask(SIG_SETMASK, &blocked, &before)
        defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
        // Retained for the thread, which takes it over; taken back here if no thread came to be.
        let context = Unmanaged.passRetained(Start(name: name, body: body))
        var thread = pthread_t()
        let code = pthread_create(&thread, &attributes, runThread, context.toOpaque())
        guard code == 0 else {
            context.release()
            throw ThreadError(name: name, code: code)
        }
    }
}

private final class Start: Sendable {
    let name: String
    let body: @Sendable () -> Void

    init(name: String, body: @escaping @Sendable () -> Void) {
        self.name = name
        self.body = body
    }
}

/// The new thread's first function.
private func runThread(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let context else { return nil }
    let start = Unmanaged<Start>.fromOpaque(context).takeRetainedValue()
    // The kernel cuts it after 15 bytes.
    start.name.withCString { _ = mortise_prctl(PR_SET_NAME, UInt(bitPattern: $0)) }
    start.body()
    return nil
}
