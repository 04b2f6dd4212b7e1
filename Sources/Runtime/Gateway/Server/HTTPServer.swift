// SPDX-License-Identifier: Apache-2.0
import Locks
import Synchronization

/// An HTTP/1.1 server for small JSON requests and answers, on libmicrohttpd.
///
/// One thread of its own reads and writes all connections; a request's handler runs as a task when the request
/// is complete, while its connection is parked. Whatever two readers could understand in two ways is refused
/// before the body is read, and a body that ends too early is never handled. A server that is dropped without
/// `stop` goes on until the process ends.
public final class HTTPServer: Sendable {
    private struct Running: Sendable {
        let daemon: MicroHTTPDaemon
        let port: UInt16
        let sweeper: Task<Void, Never>
    }

    private enum State {
        case new
        case running(Running)
        case ended
    }

    private let options: ServerOptions
    private let core: ServerCore
    private let state = Lock(State.new)

    /// - Parameter handler: called once for each complete request, concurrently. `x-request-id` is among its
    ///   headers in any case and is repeated in the answer.
    public init(options: ServerOptions, handler: @escaping RequestHandler) {
        self.options = options
        self.core = ServerCore(limits: options.limits, handler: handler)
    }

    /// The port that it listens on; nil when it does not run.
    public var port: UInt16? {
        state.withLock { if case .running(let running) = $0 { running.port } else { nil } }
    }

    /// Requests that have begun and whose answers are not wholly sent, those included that are still arriving.
    public var requestsInProgress: Int { core.table.exchanges }

    /// Listens and serves. Once only: a server that was started is not started again.
    public func start() throws(ServerError) {
        try state.withLock { (state) throws(ServerError) in
            guard case .new = state else {
                throw ServerError("this server was started before: make a new one")
            }
            let socket = try ListeningSocket(host: options.host, port: options.port)
            let daemon = try MicroHTTPDaemon(listening: socket.descriptor, core: core)
            let core = core
            let sweeper = Task { await core.sweep() }
            state = .running(Running(daemon: daemon, port: socket.port, sweeper: sweeper))
        }
    }

    /// Takes no new connections, answers what is being served, and ends. Requests without an answer after
    /// `seconds` are answered 503, and their handlers' tasks cancelled; a second later the rest is cut.
    /// Does nothing when the server does not run.
    public func stop(drain seconds: Double) async {
        let running: Running? = state.withLock { state in
            guard case .running(let running) = state else { return nil }
            state = .ended
            return running
        }
        guard let running else { return }
        core.isDraining.store(true, ordering: .relaxed)
        running.daemon.stopListening()
        await core.drained(within: seconds)
        core.table.giveUp(.refusal(503, "the server is stopping", headers: [("Retry-After", "10")]))
        await core.drained(within: 1)
        await running.daemon.stop()
        running.sweeper.cancel()
    }
}
