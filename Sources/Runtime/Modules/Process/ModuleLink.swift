// SPDX-License-Identifier: Apache-2.0
import CSystem
import Glibc
import Locks
import ModuleProtocol
import Threads

/// The host's end of one module process: a thread that moves frames, collects what the process prints and
/// notices its end. Nothing that the module sends or leaves unread can block a caller.
final class ModuleLink: ModuleConnection {
    /// Bytes that may wait for a process that does not read. More, and it is ended.
    private static let backlogLimit = 128 << 20
    /// Descriptors that may wait likewise.
    private static let descriptorLimit = 1_024
    /// Milliseconds that a process has to end in after the connection ended, from its side or from ours.
    private static let farewell: Int32 = 3000
    /// What is kept of a process's output, its last bytes.
    private static let outputLimit = 4096

    private struct Outgoing {
        var backlog = Backlog()
        var isHungUp = false
        /// Why the host ends the process; the first reason stands.
        var fault: String?
    }

    let child: ChildProcess
    var pid: Int32? { child.pid }
    private let wake: Descriptor
    private let outgoing = Lock(Outgoing())

    init(_ child: ChildProcess) throws(ModuleError) {
        self.child = child
        wake = try Descriptor.high(eventfd(0, Int32(EFD_CLOEXEC | EFD_NONBLOCK)), "an eventfd")
    }

    /// A link to the process; when there is none to be had, the process is ended.
    static func take(_ child: ChildProcess) throws(ModuleError) -> ModuleLink {
        do throws(ModuleError) {
            return try ModuleLink(child)
        } catch {
            child.kill()
            _ = child.reap()
            throw error
        }
    }

    /// - Throws: when there is no thread to be had; the process is ended, and there is no event.
    func start(_ handle: @escaping @Sendable (ModuleEvent) -> Void) throws(ModuleError) {
        do throws(ThreadError) {
            try DedicatedThread.start("mortise-link") { self.run(handle) }
        } catch {
            child.kill()
            _ = child.reap()
            throw ModuleError("a module process cannot be watched: \(error)")
        }
    }

    /// Sends as soon as the process reads.
    func send(_ message: HostMessage, _ descriptors: [Descriptor]) {
        let bytes = message.encoded()
        let needsThread = outgoing.withLock { outgoing in
            guard outgoing.fault == nil, !outgoing.isHungUp else { return false }
            outgoing.backlog.append(bytes, descriptors)
            // Mostly the process takes it at once: its answer does not wait for the link's thread to wake.
            _ = flush(&outgoing)
            if outgoing.backlog.count > Self.backlogLimit || outgoing.backlog.descriptorCount > Self.descriptorLimit {
                outgoing.fault = "it does not read what it is sent"
            }
            return !outgoing.backlog.isEmpty || outgoing.fault != nil
        }
        if needsThread { ring() }
    }

    /// It finds the end of its input.
    func hangUp() {
        outgoing.withLock { $0.isHungUp = true }
        ring()
    }

    /// By SIGKILL.
    func end(because fault: String) {
        outgoing.withLock { $0.fault = $0.fault ?? fault }
        ring()
    }

    private func ring() {
        var one: UInt64 = 1
        _ = Glibc.write(wake.number, &one, 8)
    }

    // MARK: the link's thread

    /// What the thread keeps between two turns.
    private struct Watch {
        var frames = FrameAssembler()
        var output: [UInt8] = []
        var socketIsOpen = true
        var outputIsOpen = true
        /// The process takes no more bytes; what it sent is still read.
        var takesBytes = true
        var isKilled = false
        /// Since when it should have ended by itself.
        var farewellSince: ContinuousClock.Instant?
        private var eagerness = EagerWait()

        /// As poll(2), which it looks with for a moment before it sleeps when it pays. False when nothing is ready.
        mutating func poll(_ watched: inout [pollfd], _ timeout: Int32) -> Bool {
            let begin = ContinuousClock.now
            defer { eagerness.waited(ContinuousClock.now - begin) }
            while eagerness.looksFirst, ContinuousClock.now - begin < EagerWait.limit {
                if Glibc.poll(&watched, nfds_t(watched.count), 0) > 0 { return true }
                sched_yield()
            }
            return Glibc.poll(&watched, nfds_t(watched.count), timeout) > 0
        }
    }

    private func run(_ handle: (ModuleEvent) -> Void) {
        var watch = Watch()
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 << 10, alignment: 16)
        defer { buffer.deallocate() }
        while true {
            let ready = wait(&watch)
            if ready.wake {
                var count: UInt64 = 0
                _ = read(wake.number, &count, 8)
            }
            if watch.takesBytes { watch.takesBytes = flush() }
            if ready.socket { watch.socketIsOpen = receive(into: buffer, &watch.frames, handle) }
            if ready.output { watch.outputIsOpen = collect(into: buffer, &watch.output, handle) }
            if ready.end { return end(&watch, buffer, handle) }
        }
    }

    /// Waits for the next thing to do; ends the process when it has been told to, or has overstayed.
    private func wait(_ watch: inout Watch) -> (socket: Bool, output: Bool, wake: Bool, end: Bool) {
        let (hasBacklog, isHungUp, fault) = outgoing.withLock { (!$0.backlog.isEmpty, $0.isHungUp, $0.fault) }
        if fault != nil, !watch.isKilled {
            child.kill()
            watch.isKilled = true
        }
        var timeout: Int32 = -1
        if !watch.isKilled, isHungUp && !hasBacklog || !watch.socketIsOpen {
            let since = watch.farewellSince ?? .now
            watch.farewellSince = since
            timeout = Self.farewell - Int32(clamping: Int((ContinuousClock.now - since) / .milliseconds(1)))
            if timeout <= 0 {
                end(because: "it did not end when its connection had")
                timeout = 0
            }
        }
        let toSocket = hasBacklog && watch.takesBytes ? Int16(POLLOUT) : 0
        var watched = [
            pollfd(fd: watch.socketIsOpen ? child.socket.number : -1, events: Int16(POLLIN) | toSocket, revents: 0),
            pollfd(fd: watch.outputIsOpen ? child.output.number : -1, events: Int16(POLLIN), revents: 0),
            pollfd(fd: wake.number, events: Int16(POLLIN), revents: 0),
            pollfd(fd: child.pidfd.number, events: Int16(POLLIN), revents: 0),
        ]
        guard watch.poll(&watched, timeout) else { return (false, false, false, false) }
        // Readable, hung up or broken: all are found out by reading. Room to write alone is not.
        func isReady(_ index: Int) -> Bool { watched[index].revents & ~Int16(POLLOUT) != 0 }
        return (isReady(0), isReady(1), isReady(2), isReady(3))
    }

    /// The process has ended. What it sent before still counts: it is all in the socket by now.
    private func end(_ watch: inout Watch, _ buffer: UnsafeMutableRawBufferPointer, _ handle: (ModuleEvent) -> Void) {
        while watch.socketIsOpen, receive(into: buffer, &watch.frames, handle), hasMore(child.socket) {}
        while watch.outputIsOpen, collect(into: buffer, &watch.output, handle), hasMore(child.output) {}
        let end = child.reap()
        let reason = outgoing.withLock {
            $0.isHungUp = true
            $0.backlog = Backlog()
            return $0.fault
        }
        handle(.ended(end, output: String(decoding: watch.output, as: UTF8.self), fault: reason))
    }

    private func hasMore(_ descriptor: Descriptor) -> Bool {
        var watched = pollfd(fd: descriptor.number, events: Int16(POLLIN), revents: 0)
        return poll(&watched, 1, 0) > 0 && watched.revents & Int16(POLLIN) != 0
    }

    /// Reads once and hands on whole frames. False when nothing more will come.
    private func receive(
        into buffer: UnsafeMutableRawBufferPointer,
        _ frames: inout FrameAssembler,
        _ handle: (ModuleEvent) -> Void
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
    private func flush() -> Bool { outgoing.withLock { flush(&$0) } }

    /// Under the lock, so that whoever sends keeps the order.
    private func flush(_ outgoing: inout Outgoing) -> Bool {
        while !outgoing.backlog.isEmpty {
            let count = outgoing.backlog.withNext { child.socket.sendNow($0, $1) }
            if count >= 0 {
                outgoing.backlog.drop(count)
            } else if errno != EINTR {
                guard errno != EAGAIN else { return true }
                if errno == ETOOMANYREFS { outgoing.fault = outgoing.fault ?? "it does not take its descriptors" }
                outgoing.backlog = Backlog()
                return false
            }
        }
        if outgoing.isHungUp { shutdown(child.socket.number, Int32(SHUT_WR)) }
        return true
    }

    /// Reads once, hands it on and keeps the last bytes. False when nothing more will come.
    private func collect(
        into buffer: UnsafeMutableRawBufferPointer,
        _ output: inout [UInt8],
        _ handle: (ModuleEvent) -> Void
    ) -> Bool {
        let count = read(child.output.number, buffer.baseAddress, buffer.count)
        guard count > 0 else { return count < 0 && (errno == EAGAIN || errno == EINTR) }
        handle(.output(Array(buffer[..<count])))
        output.append(contentsOf: buffer[..<count])
        if output.count > Self.outputLimit { output.removeFirst(output.count - Self.outputLimit) }
        return true
    }
}
