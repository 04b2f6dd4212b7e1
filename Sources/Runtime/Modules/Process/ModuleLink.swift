// SPDX-License-Identifier: Apache-2.0
import CSystem
import Glibc
import ModuleProtocol
import Synchronization
import Threads

/// The host's end of one module process: a thread that moves frames, collects what the process prints and
/// notices its end. Nothing that the module sends or leaves unread can block a caller.
final class ModuleLink: Sendable {
    enum Event: Sendable {
        case message(ModuleMessage)
        /// The last event: how it ended and the last of what it printed. `fault` says why the host ended it.
        case ended(ProcessEnd, output: String, fault: String?)
    }

    /// Bytes that may wait for a process that does not read. More, and it is ended.
    private static let backlogLimit = 64 << 20
    /// What is kept of a process's output, its last bytes.
    private static let outputLimit = 4096

    private struct Outgoing {
        var bytes: [UInt8] = []
        var isHungUp = false
        /// Why the host ends the process; the first reason stands.
        var fault: String?
    }

    let child: ChildProcess
    private let wake: Descriptor
    private let outgoing = Mutex(Outgoing())

    init(_ child: ChildProcess) throws(ModuleError) {
        self.child = child
        wake = try Descriptor.high(eventfd(0, Int32(EFD_CLOEXEC | EFD_NONBLOCK)), "an eventfd")
    }

    /// Call once.
    /// - Parameter handle: called on the link's own thread, event by event; must not block.
    /// - Throws: when there is no thread to be had; the process is ended, and there is no event.
    func start(_ handle: @escaping @Sendable (Event) -> Void) throws(ModuleError) {
        do throws(ThreadError) {
            try DedicatedThread.start("mortise-link") { self.run(handle) }
        } catch {
            child.kill()
            _ = child.reap()
            throw ModuleError("a module process cannot be watched: \(error)")
        }
    }

    /// Sends as soon as the process reads. From any thread; never blocks.
    func send(_ message: HostMessage) {
        let bytes = message.encoded()
        outgoing.withLock {
            guard $0.fault == nil, !$0.isHungUp else { return }
            $0.bytes.append(contentsOf: bytes)
            if $0.bytes.count > Self.backlogLimit { $0.fault = "it does not read what it is sent" }
        }
        ring()
    }

    /// Lets the process end by itself: it finds the end of its input.
    func hangUp() {
        outgoing.withLock { $0.isHungUp = true }
        ring()
    }

    /// Ends the process at once.
    func end(because fault: String) {
        outgoing.withLock { $0.fault = $0.fault ?? fault }
        ring()
    }

    private func ring() {
        var one: UInt64 = 1
        _ = write(wake.number, &one, 8)
    }

    // MARK: the link's thread

    private func run(_ handle: (Event) -> Void) {
        var frames = FrameAssembler()
        var output: [UInt8] = []
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 << 10, alignment: 16)
        defer { buffer.deallocate() }
        var socketIsOpen = true
        var outputIsOpen = true
        var didKill = false
        while true {
            let (wantsWrite, fault) = outgoing.withLock { (!$0.bytes.isEmpty, $0.fault) }
            if fault != nil, !didKill {
                child.kill()
                didKill = true
            }
            var watched = [
                pollfd(
                    fd: socketIsOpen ? child.socket.number : -1,
                    events: Int16(POLLIN) | (wantsWrite ? Int16(POLLOUT) : 0),
                    revents: 0
                ),
                pollfd(fd: outputIsOpen ? child.output.number : -1, events: Int16(POLLIN), revents: 0),
                pollfd(fd: wake.number, events: Int16(POLLIN), revents: 0),
                pollfd(fd: child.pidfd.number, events: Int16(POLLIN), revents: 0),
            ]
            guard poll(&watched, nfds_t(watched.count), -1) >= 0 || errno == EINTR else { continue }
            if watched[2].revents != 0 {
                var count: UInt64 = 0
                _ = read(wake.number, &count, 8)
            }
            let hasEnded = watched[3].revents != 0
            if socketIsOpen { socketIsOpen = receive(into: buffer, &frames, handle) && flush() }
            if outputIsOpen { outputIsOpen = collect(into: buffer, &output) }
            if hasEnded {
                // What it sent before it died still counts: it is all in the socket by now.
                while socketIsOpen, receive(into: buffer, &frames, handle), hasMore(child.socket) {}
                while outputIsOpen, collect(into: buffer, &output), hasMore(child.output) {}
                let end = child.reap()
                let reason = outgoing.withLock {
                    $0.isHungUp = true
                    $0.bytes = []
                    return $0.fault
                }
                handle(.ended(end, output: String(decoding: output, as: UTF8.self), fault: reason))
                return
            }
        }
    }

    private func hasMore(_ descriptor: Descriptor) -> Bool {
        var watched = pollfd(fd: descriptor.number, events: Int16(POLLIN), revents: 0)
        return poll(&watched, 1, 0) > 0 && watched.revents & Int16(POLLIN) != 0
    }

    /// Reads once and hands on whole frames. False when nothing more will come.
    private func receive(
        into buffer: UnsafeMutableRawBufferPointer,
        _ frames: inout FrameAssembler,
        _ handle: (Event) -> Void
    ) -> Bool {
        // recv without room for control data: descriptors that a module sends are closed by the kernel.
        let count = recv(child.socket.number, buffer.baseAddress, buffer.count, Int32(MSG_DONTWAIT))
        guard count > 0 else { return count < 0 && (errno == EAGAIN || errno == EINTR) }
        frames.append(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
        do throws(FrameError) {
            while let frame = try frames.next() { handle(.message(try ModuleMessage(frame))) }
            return true
        } catch {
            end(because: "it broke the protocol: \(error)")
            return false
        }
    }

    /// Writes as much as the process takes. False when it takes nothing any more.
    private func flush() -> Bool {
        outgoing.withLock {
            var sent = 0
            while sent < $0.bytes.count {
                let count = $0.bytes.withUnsafeBytes { bytes in
                    Glibc.send(
                        child.socket.number,
                        bytes.baseAddress?.advanced(by: sent),
                        bytes.count - sent,
                        Int32(MSG_NOSIGNAL | MSG_DONTWAIT)
                    )
                }
                if count < 0 {
                    if errno == EINTR { continue }
                    let isFull = errno == EAGAIN
                    $0.bytes.removeFirst(sent)
                    return isFull
                }
                sent += count
            }
            $0.bytes.removeAll(keepingCapacity: $0.bytes.capacity < 1 << 20)
            if $0.isHungUp { shutdown(child.socket.number, Int32(SHUT_WR)) }
            return true
        }
    }

    /// Reads once; keeps the last bytes. False when nothing more will come.
    private func collect(into buffer: UnsafeMutableRawBufferPointer, _ output: inout [UInt8]) -> Bool {
        let count = read(child.output.number, buffer.baseAddress, buffer.count)
        guard count > 0 else { return count < 0 && (errno == EAGAIN || errno == EINTR) }
        output.append(contentsOf: buffer[..<count])
        if output.count > Self.outputLimit { output.removeFirst(output.count - Self.outputLimit) }
        return true
    }
}
