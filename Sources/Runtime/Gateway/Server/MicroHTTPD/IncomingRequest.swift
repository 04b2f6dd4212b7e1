// SPDX-License-Identifier: Apache-2.0
import CMicroHTTPD
import Synchronization

/// A request as it arrives. Touched by libmicrohttpd's thread alone; what others need is in its `Exchange`.
final class IncomingRequest {
    let exchange: Exchange
    private(set) var head: RequestHead?
    private(set) var body: [UInt8] = []
    private var requestID = ""
    private var isTooLong = false
    /// Bytes of a body in chunks that were read and thrown away after it had become too long.
    private var discarded = 0

    init(_ exchange: Exchange) { self.exchange = exchange }

    /// The headers are there: refuses at once what is not worth a body.
    func begin(_ head: RequestHead, on connection: OpaquePointer, core: ServerCore) -> MHD_Result {
        self.head = head
        requestID = head.ownRequestID ?? Self.newRequestID()
        if let answer = exchange.answer {
            return send(answer, on: connection, core: core, closing: true)
        }
        do {
            let length = try head.check(core.limits)
            guard core.bodyBytes.load(ordering: .relaxed) + (length ?? 0) <= core.limits.bodyBytesInAll else {
                let busy = InboundResponse.refusal(503, "too many bodies at once", headers: [("Retry-After", "5")])
                return send(busy, on: connection, core: core, closing: true)
            }
            body.reserveCapacity(min(length ?? 0, 1 << 20))
            if length != 0 {
                // Silence is watched by the table from here on, which can say so.
                mortise_mhd_set_idle_seconds(connection, 0)
                core.table.awaitsBody(exchange.connection, requestID: requestID)
            }
            return .YES
        } catch {
            return send(.refusal(error.status, error.reason), on: connection, core: core, closing: true)
        }
    }

    /// Takes a piece of the body. False ends the connection.
    func take(_ piece: UnsafeRawBufferPointer, core: ServerCore) -> Bool {
        guard !isTooLong, body.count + piece.count <= core.limits.bodyBytes else {
            // libmicrohttpd takes no answer in the middle of a body, so a little more is read for the sake of
            // a sender that is about to end; then the connection is cut, with an answer past it.
            isTooLong = true
            discarded += piece.count
            guard discarded > core.limits.bodyBytes else { return true }
            core.table.cut(exchange.connection, .bodyTooLong(core.limits.bodyBytes))
            return false
        }
        core.table.heard(exchange.connection)
        let inAll = core.bodyBytes.add(piece.count, ordering: .relaxed).newValue
        body.append(contentsOf: piece)
        guard inAll > core.limits.bodyBytesInAll else { return true }
        core.table.cut(exchange.connection, .tooManyBodies)
        return false
    }

    /// The request is complete, or its parked connection was resumed.
    func advance(_ head: RequestHead, on connection: OpaquePointer, core: ServerCore) -> MHD_Result {
        guard !isTooLong else {
            let refusal = InboundResponse.refusal(413, "the body is longer than \(core.limits.bodyBytes) bytes")
            return send(refusal, on: connection, core: core, closing: true)
        }
        let parked = ParkedConnection(pointer: connection)
        let step = exchange.advance(
            park: { MHD_suspend_connection(connection) },
            resume: {
                MHD_resume_connection(parked.pointer)
                core.bell.ring()
            }
        )
        switch step {
        case .answer(let response): return send(response, on: connection, core: core, closing: false)
        case .handle:
            let peer = core.table.handles(exchange.connection)
            core.handle(head.request(body: body, peer: peer, requestID: requestID), for: exchange)
            return .YES
        }
    }

    private func send(
        _ response: InboundResponse,
        on connection: OpaquePointer,
        core: ServerCore,
        closing: Bool
    ) -> MHD_Result {
        core.table.answers(exchange.connection)
        mortise_mhd_set_idle_seconds(connection, UInt32(clamping: max(1, core.limits.idleSeconds)))
        let closing = closing || core.isDraining.load(ordering: .relaxed)
        return queue(response, on: connection, requestID: requestID, closing: closing)
    }

    /// 128 random bits: an id to find an answer's line in a log, not a secret.
    private static func newRequestID() -> String {
        var text = ""
        for _ in 0..<2 {
            let digits = String(UInt64.random(in: .min ... .max), radix: 16)
            text += String(repeating: "0", count: 16 - digits.count) + digits
        }
        return text
    }
}

/// `@unchecked Sendable` is safe because: the pointer is used once, for `MHD_resume_connection`, which any
/// thread may call, and a parked connection lives until then (`Exchange` resumes it exactly once).
private struct ParkedConnection: @unchecked Sendable {
    let pointer: OpaquePointer
}
