// SPDX-License-Identifier: Apache-2.0
import CMicroHTTPD
import Glibc

/// A running libmicrohttpd.
struct MicroHTTPDaemon: Sendable {
    private let thread: ServingThread

    /// Takes over the socket, also when it throws.
    init(listening: Int32, core: ServerCore) throws(ServerError) {
        // What the callbacks' context retains until no callback can come any more.
        let context = Unmanaged.passRetained(core)
        let limits = core.limits
        let started = mortise_mhd_start(
            MHD_USE_EPOLL.rawValue | MHD_ALLOW_SUSPEND_RESUME.rawValue,
            listening,
            UInt32(clamping: max(1, limits.connections)),
            UInt32(clamping: limits.connectionsPerAddress),
            UInt32(clamping: max(1, limits.idleSeconds)),
            max(4 << 10, limits.headerBytes),
            onAccess,
            onRequestLine,
            onCompleted,
            onConnection,
            context.toOpaque()
        )
        guard let started else {
            let cause = errno
            close(listening)
            context.release()
            throw ServerError(
                "the HTTP server did not start: \(String(cString: strerror(cause))). "
                    + "Check the limits of open files, threads and memory"
            )
        }
        do throws(ServerError) {
            thread = try ServingThread(DaemonHandle(pointer: started), listening: listening, bell: core.bell) {
                Unmanaged.passUnretained(core).release()
            }
        } catch {
            MHD_stop_daemon(started)
            close(listening)
            context.release()
            throw error
        }
    }

    /// Refuses new connections; those that are open go on.
    func stopListening() { thread.stopListening() }

    /// Ends the server's thread and closes every connection. None may be parked.
    func stop() async { await thread.stop() }
}
