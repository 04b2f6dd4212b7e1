// SPDX-License-Identifier: Apache-2.0
public import Signing

/// Lets the operator in, who has a token of his own.
public struct OperatorGate: CallerGate {
    private let token: BearerToken?

    /// - Parameter token: nil: closed to everybody.
    public init(token: BearerToken?) { self.token = token }

    public func admit(_ request: InboundRequest) -> Admission {
        guard let token else { return .refused(.refusal(403, "this is closed: no operator's token is configured")) }
        guard let presented = request.soleHeader("authorization")?.bearerToken, token.matches(presented) else {
            return .refused(
                .refusal(
                    401,
                    "the operator's token is missing or wrong: send it as Authorization: Bearer",
                    headers: [("WWW-Authenticate", "Bearer")]
                )
            )
        }
        return .caller(.operator)
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
