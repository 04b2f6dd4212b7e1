// SPDX-License-Identifier: Apache-2.0
import Glibc
import Testing
import Threads

@Suite(.timeLimit(.minutes(1)))
struct DedicatedThreadTests {
    /// What `look` finds on a new thread.
    private func onThread<Value: Sendable>(
        named name: String = "test",
        _ look: @escaping @Sendable () -> Value
    ) async throws -> Value {
        let found = try await within("the thread \(name)") {
            await withCheckedContinuation { continuation in
                do throws(ThreadError) {
                    try DedicatedThread.start(name) {
                        continuation.resume(returning: Result<Value, ThreadError>.success(look()))
                    }
                } catch {
                    continuation.resume(returning: .failure(error))
                }
            }
        }
        return try found.get()
    }

    @Test(arguments: [
        ("", ""), ("short", "short"), ("exactly-fifteen", "exactly-fifteen"), ("sixteen-bytes-xx", "sixteen-bytes-x"),
    ])
    func itIsNamed(_ name: String, _ shown: String) async throws {
        let found = try await onThread(named: name) { () -> String in
            let file = open("/proc/thread-self/comm", O_RDONLY | O_CLOEXEC)
            defer { close(file) }
            var bytes = [UInt8](repeating: 0, count: 64)
            let count = read(file, &bytes, bytes.count)
            return String(decoding: bytes[..<max(0, count)], as: UTF8.self)
        }
        #expect(found == shown + "\n")
    }

    @Test func itTakesNoSignalsButFaults() async throws {
        let mask = try await onThread { blockedSignals() }
        for number in [SIGTERM, SIGINT, SIGHUP, SIGPIPE, SIGCHLD, SIGUSR1, SIGALRM] {
            #expect(mask.contains(number), "signal \(number) is open")
        }
        for number in [SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGTRAP, SIGABRT, SIGSYS] {
            #expect(!mask.contains(number), "signal \(number) is blocked")
        }
    }

    @Test func theStarterKeepsItsOwnMask() throws {
        let before = blockedSignals()
        try DedicatedThread.start("test") {}
        #expect(blockedSignals() == before)
        #expect(throws: ThreadError.self) { try DedicatedThread.start("test", stackBytes: 1 << 60) {} }
        #expect(blockedSignals() == before)
    }

    @Test func whatItRanIsLetGoOf() async throws {
        let (gone, continuation) = AsyncStream<Void>.makeStream()
        try start(holding: Held { continuation.finish() })
        try await within("the end of what the thread held") { for await _ in gone {} }
    }

    @Test func oneThatCannotBeStartedSaysSoAndHoldsNothing() async throws {
        let (gone, continuation) = AsyncStream<Void>.makeStream()
        let error = #expect(throws: ThreadError.self) {
            try start(holding: Held { continuation.finish() }, stackBytes: 1 << 60)
        }
        #expect(error?.name == "holder")
        #expect(error?.code == EAGAIN)
        #expect("\(error.map(String.init(describing:)) ?? "")".hasPrefix("no thread holder can be started"))
        try await within("the end of what no thread held") { for await _ in gone {} }
    }

    private func start(holding held: Held, stackBytes: Int = 2 << 20) throws(ThreadError) {
        try DedicatedThread.start("holder", stackBytes: stackBytes) { withExtendedLifetime(held) {} }
    }
}

/// Says when nobody holds it any more.
private final class Held: Sendable {
    private let ended: @Sendable () -> Void
    init(_ ended: @escaping @Sendable () -> Void) { self.ended = ended }
    deinit { ended() }
}

/// The calling thread's.
private func blockedSignals() -> Set<Int32> {
    var mask = sigset_t()
    pthread_sigmask(SIG_SETMASK, nil, &mask)
    return Set((1..<32).filter { sigismember(&mask, $0) == 1 })
}
