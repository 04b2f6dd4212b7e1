// SPDX-License-Identifier: Apache-2.0
import CSystem
import Glibc
import Locks
import ModuleProtocol
import TaskHosting

/// The process's end of the socket pair. Any thread sends; one thread receives.
final class HostLink: HostConnection {
    private let descriptor: Int32
    private let writing = Lock(())

    init(descriptor: Int32) { self.descriptor = descriptor }

    /// Writes one frame whole. The host always reads, so this waits at most for its next read; when the host
    /// is gone there is nobody left to work for and the process ends.
    func send(_ message: ModuleMessage) {
        let bytes = message.encoded()
        writing.withLock { _ in
            bytes.withUnsafeBytes { buffer in
                var sent = 0
                while sent < buffer.count {
                    // The flag: a hung-up host must not raise SIGPIPE here.
                    let count = Glibc.send(
                        descriptor,
                        buffer.baseAddress?.advanced(by: sent),
                        buffer.count - sent,
                        Int32(MSG_NOSIGNAL)
                    )
                    if count > 0 {
                        sent += count
                    } else if errno != EINTR {
                        _exit(0)
                    }
                }
            }
        }
    }

    /// Calls `handle` for each message and the descriptors that came with it, on this thread, until the host hangs up
    /// or `handle` answers false. `handle` owns the descriptors; there are as many as the message carries, or none when
    /// they were lost on the way.
    /// - Throws: when a frame breaks the protocol, or what `handle` throws.
    func receive(_ handle: (HostMessage, [Int32]) throws(FrameError) -> Bool) throws(FrameError) {
        var frames = DescribedFrames()
        defer { frames.closeAll() }
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 << 10, alignment: 16)
        defer { buffer.deallocate() }
        // A process is started for a job, which follows at once.
        var eagerness = EagerWait(isExpecting: true)
        while let piece = waitAndRead(into: buffer, &eagerness) {
            frames.append(UnsafeRawBufferPointer(rebasing: buffer[..<piece.count]), piece.descriptors)
            while let (message, descriptors) = try frames.next() {
                guard try handle(message, descriptors) else { return }
            }
        }
    }

    /// Milliseconds without a word from the host after which a process counts as idle.
    private static let idleAfter: Int32 = 1_000

    /// As `read`, and waits until there is something; a process that hears nothing for a while gives back what it can
    /// get again.
    private func waitAndRead(
        into buffer: UnsafeMutableRawBufferPointer,
        _ eagerness: inout EagerWait
    ) -> (count: Int, descriptors: [Int32])? {
        let begin = ContinuousClock.now
        defer { eagerness.waited(ContinuousClock.now - begin) }
        while eagerness.looksFirst, ContinuousClock.now - begin < EagerWait.limit {
            if isReadable(within: 0) { return read(into: buffer) }
            sched_yield()
        }
        if !isReadable(within: Self.idleAfter) { mortise_give_back_idle_memory() }
        return read(into: buffer)
    }

    private func isReadable(within milliseconds: Int32) -> Bool {
        var watched = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return poll(&watched, 1, milliseconds) != 0
    }

    /// What one call reads. Nil when the host hung up.
    private func read(into buffer: UnsafeMutableRawBufferPointer) -> (count: Int, descriptors: [Int32])? {
        var numbers = [Int32](repeating: -1, count: 8)
        var found: Int32 = 0
        var isLossy: Int32 = 0
        while true {
            let count = mortise_receive(descriptor, buffer.baseAddress, buffer.count, &numbers, &found, &isLossy)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return nil }
            let descriptors = Array(numbers.prefix(Int(found)))
            guard isLossy != 0 else { return (count, descriptors) }
            for number in descriptors { close(number) }
            return (count, [])
        }
    }
}
