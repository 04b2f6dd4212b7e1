// SPDX-License-Identifier: Apache-2.0
internal import CCurl
internal import Destinations
internal import Synchronization
internal import Threads

/// `HTTPClient` over libcurl: one thread moves every transfer, connections are kept and used again.
///
/// A call puts at most one request on the wire: where libcurl would send again after a kept connection ended,
/// the call fails as `broken` instead. The destination rule is asked for the URL, for the address of each new
/// connection, and for the address of a kept one before it is used.
///
/// Each call may hold a connection and, while a name is looked up, a thread and two more descriptors: the
/// process needs a descriptor limit well above `Options.maximumConnections`.
public final class CurlClient: HTTPClient {
    /// Limits of one client.
    public struct Options: Sendable {
        /// Seconds for name lookup, connection and TLS together; the request's timeout holds if it is shorter.
        public var connectTimeout = 10.0
        /// Connections open at once; calls beyond wait for one, within their timeout.
        public var maximumConnections = 8_192
        /// Calls taken at once; those beyond fail at once as `notConnected`.
        public var maximumCalls = 16_384
        /// A file of certificate authorities in PEM; nil means the system's.
        public var certificateAuthorities: String?
        /// `name:port:address,…`, for tests: names that are not asked of a resolver.
        var pinnedNames: [String] = []

        /// The defaults, which suit a host with some thousands of calls in flight.
        public init() {}
    }

    private let inbox: LoopInbox
    private let nextID = Atomic<UInt64>(1)

    /// libcurl's own set-up, once in a process and never undone, since others may use libcurl too.
    private static let isReady = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

    /// Starts the thread. Fails, as `notConnected`, if there is no memory or thread to be had.
    public init(options: Options = Options()) throws(OutboundFailure) {
        guard Self.isReady, let sockets = SocketWatch(), let multi = curl_multi_init() else {
            throw OutboundFailure(.notConnected, "libcurl could not be set up; are memory or descriptors short?")
        }
        inbox = LoopInbox(waker: Waker(bell: sockets.bell), limit: options.maximumCalls)
        let handle = LoopParts(multi: multi, sockets: sockets)
        do throws(ThreadError) {
            try DedicatedThread.start("mortise-curl") { [inbox] in
                TransferLoop(multi: handle.multi, sockets: handle.sockets, inbox: inbox, options: options).run()
            }
        } catch {
            inbox.disconnect()
            curl_multi_cleanup(multi)
            throw OutboundFailure(.notConnected, "outbound calls cannot be made: \(error)")
        }
    }

    deinit { close() }

    /// See `HTTPClient.send(_:)`; any number of calls may be in flight at once.
    public func send(_ request: OutboundRequest) async throws(OutboundFailure) -> OutboundResponse {
        let ticket = Ticket(id: nextID.wrappingAdd(1, ordering: .relaxed).oldValue, try RequestCheck.check(request))
        return try await withTaskCancellationHandler {
            await withCheckedContinuation { post(request, ticket, $0) }
        } onCancel: {
            inbox.cancel(ticket)
        }.get()
    }

    /// Not inlined: while a call waits it holds what `send` holds, and thousands may wait at once.
    @inline(never)
    private func post(_ request: OutboundRequest, _ ticket: Ticket, _ continuation: Submission.Continuation) {
        switch inbox.post(Submission(ticket: ticket, request: request, continuation: continuation)) {
        case nil: break
        case .closed: continuation.resume(returning: .failure(TransferLoop.cancelled))
        case .full:
            let failure = OutboundFailure(
                .notConnected,
                "too many outbound calls at once; \(ticket.url) was not called"
            )
            continuation.resume(returning: .failure(failure))
        }
    }

    /// Ends the thread and every call in flight, which throw `cancelled`; so does every later call. Returns at
    /// once, and may be called more than once.
    public func close() { inbox.close() }
}

/// Hands the multi handle and what watches its sockets to the loop's thread.
///
/// `@unchecked Sendable` is safe because they cross once, from the initialiser that made them to the one thread that
/// owns them from then on.
private struct LoopParts: @unchecked Sendable {
    let multi: UnsafeMutableRawPointer
    let sockets: SocketWatch
}
