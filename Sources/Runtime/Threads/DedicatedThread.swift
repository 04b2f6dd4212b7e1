// SPDX-License-Identifier: Apache-2.0
import CSystem
import Glibc

/// A thread of one's own, for C calls that block: they must never sit on Swift's cooperative pool, whose few
/// threads every `await` of the process shares.
public enum DedicatedThread {
    /// Starts a detached thread that runs `body` to its end.
    /// - Parameter name: at most 15 bytes; shown by `top -H` and debuggers.
    public static func start(_ name: String, _ body: @escaping @Sendable () -> Void) {
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        defer { pthread_attr_destroy(&attributes) }
        pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
        pthread_attr_setstacksize(&attributes, 1 << 20)
        // Retained for the thread, which takes it over.
        let context = Unmanaged.passRetained(Start(name: name, body: body))
        var thread = pthread_t()
        let status = pthread_create(&thread, &attributes, runThread, context.toOpaque())
        guard status == 0 else {
            context.release()
            // Without its threads the host can do nothing it promised; the supervisor starts it again.
            preconditionFailure("no thread \(name) can be started: \(String(cString: strerror(status)))")
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
    String(start.name.prefix(15)).withCString { _ = mortise_prctl(PR_SET_NAME, UInt(bitPattern: $0)) }
    start.body()
    return nil
}
