// SPDX-License-Identifier: Apache-2.0
import CMicroHTTPD
import Glibc

/// A running libmicrohttpd.
///
/// `@unchecked Sendable` is safe because: the handle is set in `init` and never changed; of the two calls made
/// with it, `MHD_quiesce_daemon` may be called from any thread and `MHD_stop_daemon` is called once, after it,
/// by the one caller of `stop` (`HTTPServer` hands its daemon out once).
struct MicroHTTPDaemon: @unchecked Sendable {
    private let handle: OpaquePointer
    private let listening: Int32
    /// What the callbacks' context retains until no callback can come any more.
    private let context: Unmanaged<ServerCore>

    /// Takes over the socket, also when it throws.
    init(listening: Int32, core: ServerCore) throws(ServerError) {
        let context = Unmanaged.passRetained(core)
        let limits = core.limits
        let started = mortise_mhd_start(
            MHD_USE_EPOLL_INTERNAL_THREAD.rawValue | MHD_ALLOW_SUSPEND_RESUME.rawValue,
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
        self.handle = started
        self.listening = listening
        self.context = context
    }

    /// Refuses new connections; those that are open go on.
    func stopListening() {
        MHD_quiesce_daemon(handle)
        // The descriptor must stay open until the daemon has ended, but nobody is to wait in its queue meanwhile.
        shutdown(listening, Int32(SHUT_RDWR))
    }

    /// Ends the server's thread and closes every connection. None may be parked.
    func stop() async {
        // Joins a thread, so it gets one of its own instead of one of the cooperative pool.
        await onOwnThread { MHD_stop_daemon(handle) }
        close(listening)
        context.release()
    }
}
