// SPDX-License-Identifier: Apache-2.0
import CMicroHTTPD
import Glibc
import Locks
import Threads

/// The thread that runs libmicrohttpd: it waits until there is something to do, and lets the library do it.
///
/// Not the library's own thread: that one (0.9.75), when exactly 128 events have come at once, waits for more before it
/// looks at them, and all 128 connections stand still until another one moves. `MHD_run` never waits.
final class ServingThread: Sendable {
    private struct State {
        var isListening = true
        var isStopping = false
        var hasEnded = false
        var waiter: CheckedContinuation<Void, Never>?
    }

    private let bell: ServerBell
    private let state = Lock(State())

    /// - Parameters:
    ///   - daemon: from now on this thread's alone; it is stopped at the end.
    ///   - listening: its socket, closed at the end.
    ///   - bell: rung for a connection that may go on.
    ///   - ended: called when the library calls nothing back any more.
    /// - Throws: when there is no thread or descriptor; nothing was taken over then.
    init(
        _ daemon: DaemonHandle,
        listening: Int32,
        bell: ServerBell,
        ended: @escaping @Sendable () -> Void
    ) throws(ServerError) {
        self.bell = bell
        guard bell.descriptor >= 0 else {
            throw ServerError("the HTTP server has no descriptor: raise the limit of open files")
        }
        do throws(ThreadError) {
            try DedicatedThread.start("mortise-http") {
                self.run(daemon.pointer, listening)
                MHD_stop_daemon(daemon.pointer)
                close(listening)
                ended()
                self.end()
            }
        } catch {
            throw ServerError("the HTTP server did not start: \(error)")
        }
    }

    /// Refuses new connections; those that are open go on.
    func stopListening() {
        state.withLock { $0.isListening = false }
        bell.ring()
    }

    /// Closes every connection and returns when that is done. None may be parked. Once only.
    func stop() async {
        await withCheckedContinuation { waiter in
            let isOver = state.withLock { state in
                state.isStopping = true
                if !state.hasEnded { state.waiter = waiter }
                return state.hasEnded
            }
            if isOver { waiter.resume() } else { bell.ring() }
        }
    }

    private func end() {
        let waiter = state.withLock { state in
            state.hasEnded = true
            return state.waiter.take()
        }
        waiter?.resume()
    }

    // MARK: the thread

    private func run(_ daemon: OpaquePointer, _ listening: Int32) {
        var watched = [
            pollfd(fd: mortise_mhd_epoll(daemon), events: Int16(POLLIN), revents: 0),
            pollfd(fd: bell.descriptor, events: Int16(POLLIN), revents: 0),
        ]
        var listens = true
        while true {
            MHD_run(daemon)
            poll(&watched, nfds_t(watched.count), timeout(daemon))
            guard watched[1].revents != 0 else { continue }
            bell.silence()
            let (isListening, isStopping) = state.withLock { ($0.isListening, $0.isStopping) }
            if isStopping { return }
            if listens, !isListening {
                listens = false
                MHD_quiesce_daemon(daemon)
                // The descriptor stays open until the daemon has ended, but nobody is to wait in its queue meanwhile.
                shutdown(listening, Int32(SHUT_RDWR))
            }
        }
    }

    /// Milliseconds until the library has something to do by itself; -1 without end.
    private func timeout(_ daemon: OpaquePointer) -> Int32 {
        var milliseconds: UInt64 = 0
        return MHD_get_timeout(daemon, &milliseconds) == .YES ? Int32(clamping: milliseconds) : -1
    }
}

/// A daemon of libmicrohttpd.
///
/// `@unchecked Sendable` is safe because it crosses once, from the initialiser that made it to the one thread that owns
/// it from then on. What other threads do, `MHD_resume_connection`, goes by the connection.
struct DaemonHandle: @unchecked Sendable {
    let pointer: OpaquePointer
}
