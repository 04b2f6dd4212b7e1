// SPDX-License-Identifier: Apache-2.0
import Signing

/// Lets the operator in, who has a token of his own.
struct OperatorGate: Sendable {
    let token: BearerToken?

    /// The refusal of a request that is not the operator's; nil when it is.
    /// - Parameter closes: what there is not to be had while no token is configured.
    func refusal(_ request: InboundRequest, closes: String) -> InboundResponse? {
        guard let token else { return .refusal(403, "\(closes): no operator's token is configured") }
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
