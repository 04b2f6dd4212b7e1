// SPDX-License-Identifier: Apache-2.0
import Glibc
import Locks
import Synchronization
public import Threads

/// Log lines on a descriptor, written by a thread of their own: whoever logs never waits for the reader of a pipe. What
/// does not fit into the queue is lost and counted, and the log says so when it flows again.
public final class QueuedLog: LogSink {
    /// Bytes that may wait.
    public static let limit = 4 << 20

    private struct State {
        /// Lines handed to the mailbox that have not been written.
        var waiting = 0
        /// Lines lost that the log has not told of yet.
        var untold = 0
        var hasEnded = false
    }

    private let descriptor: Int32
    private let isReadable: Bool
    private let limit: Int
    private let lines = Mailbox<String>()
    private let state = Lock(State())
    private let lost = Atomic<Int>(0)

    /// Lines that were lost since the start.
    public var dropped: Int { lost.load(ordering: .relaxed) }

    /// - Parameters:
    ///   - descriptor: written to, never closed.
    ///   - readable: for a person and not for a program; nil decides by whether the descriptor is a terminal.
    ///   - limit: bytes that may wait.
    /// - Throws: when there is no thread to be had.
    public init(descriptor: Int32 = 2, readable: Bool? = nil, limit: Int = QueuedLog.limit) throws(ThreadError) {
        self.descriptor = descriptor
        isReadable = readable ?? (isatty(descriptor) == 1)
        self.limit = limit
        try DedicatedThread.start("mortise-log") { [lines, weak self, descriptor] in
            while let batch = lines.takeAll() {
                var batch = batch[...]
                // A piece that a pipe takes at once: a long write that blocks would keep all of its lines.
                while !batch.isEmpty {
                    var text = ""
                    var count = 0
                    while let line = batch.first, text.utf8.count < 32 << 10 {
                        text += line
                        count += 1
                        batch = batch.dropFirst()
                    }
                    Self.write(text, to: descriptor)
                    self?.written(count)
                }
            }
            self?.state.withLock { $0.hasEnded = true }
        }
    }

    deinit { lines.close() }

    public func write(_ line: LogLine) {
        let time = StandardError.now()
        let text = isReadable ? StandardError.readable(line, at: time) : StandardError.json(line, at: time)
        put(text + "\n")
    }

    /// Waits until everything that was logged has been written, but not for longer than so many seconds. Blocks: for
    /// the end of a program.
    public func flush(within seconds: Double) {
        let pause: useconds_t = 2_000
        var left = seconds
        while left > 0, state.withLock({ $0.waiting > 0 && !$0.hasEnded }) {
            usleep(pause)
            left -= Double(pause) / 1_000_000
        }
    }

    private func put(_ text: String) {
        let untold = state.withLock { state -> Int in
            state.waiting += 1
            defer { state.untold = 0 }
            return state.untold
        }
        if untold > 0, !take(Self.notice(untold, isReadable), counts: false) {
            state.withLock { $0.untold += untold }
        }
        if !take(text, counts: true) {
            lost.add(1, ordering: .relaxed)
            state.withLock { state in
                state.waiting -= 1
                state.untold += 1
            }
        }
    }

    /// - Parameter counts: it is counted among those that wait already.
    private func take(_ text: String, counts: Bool) -> Bool {
        if !counts { state.withLock { $0.waiting += 1 } }
        if case .taken = lines.put(text, weight: text.utf8.count, limit: limit) { return true }
        if !counts { state.withLock { $0.waiting -= 1 } }
        return false
    }

    private func written(_ count: Int) { state.withLock { $0.waiting -= count } }

    private static func notice(_ count: Int, _ isReadable: Bool) -> String {
        let line = LogLine(
            level: .warning,
            sentence: "log lines were lost: whoever reads the log was too slow",
            fields: [("lines", "\(count)")]
        )
        let time = StandardError.now()
        return (isReadable ? StandardError.readable(line, at: time) : StandardError.json(line, at: time)) + "\n"
    }

    /// Blocks as long as the reader lets it. A reader that is gone loses the rest.
    private static func write(_ text: String, to descriptor: Int32) {
        var text = text
        text.withUTF8 { bytes in
            var rest = UnsafeRawBufferPointer(bytes)[...]
            while let start = UnsafeRawBufferPointer(rebasing: rest).baseAddress, !rest.isEmpty {
                let count = Glibc.write(descriptor, start, rest.count)
                if count > 0 {
                    rest = rest.dropFirst(count)
                } else if count < 0, errno == EAGAIN {
                    // Somebody else made the shared descriptor non-blocking.
                    var ready = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                    poll(&ready, 1, 1_000)
                } else if count < 0, errno == EINTR {
                    continue
                } else {
                    return
                }
            }
        }
    }
}
