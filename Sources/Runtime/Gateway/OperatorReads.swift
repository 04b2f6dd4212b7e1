// SPDX-License-Identifier: Apache-2.0
import Jobs
import Queue
import Signing

/// What the operator may read over HTTP, with the operator's own token.
struct OperatorReads: Sendable {
    let store: any JobStore
    let outbox: any Outbox
    let token: BearerToken?

    func job(_ name: String, asked request: InboundRequest) async -> InboundResponse {
        if let refusal = refusal(request) { return refusal }
        guard let id = JobID(name) else { return .refusal(404, "there is no such job") }
        do {
            guard let record = try await store.job(id) else { return .refusal(404, "there is no such job") }
            let callbacks = try await outbox.callbacks(of: id)
            return InboundResponse(status: 200, body: JobView.json(of: record, callbacks: callbacks))
        } catch {
            return .refusal(503, "the job store cannot be read: \(error.message)", headers: [("Retry-After", "10")])
        }
    }

    private func refusal(_ request: InboundRequest) -> InboundResponse? {
        guard let token else {
            return .refusal(403, "reads are closed: no operator's token is configured")
        }
        guard let presented = request.soleHeader("authorization")?.bearerToken, token.matches(presented) else {
            return .refusal(
                401,
                "the operator's token is missing or wrong: send it as Authorization: Bearer",
                headers: [("WWW-Authenticate", "Bearer")]
            )
        }
        return nil
    }
}

extension String {
    /// Whether this value of `Authorization` names the scheme Bearer (RFC 6750; schemes ignore case).
    var isBearer: Bool {
        let scheme = utf8.prefix { $0 != UInt8(ascii: " ") }
        return scheme.count == 6 && String(scheme)?.lowercased() == "bearer"
    }

    /// What follows the scheme; nil when it is another scheme or nothing follows.
    var bearerToken: String? {
        guard isBearer else { return nil }
        let token = utf8.dropFirst(6).drop { $0 == UInt8(ascii: " ") }
        return token.isEmpty ? nil : String(token)
    }
}
