// SPDX-License-Identifier: Apache-2.0
import Jobs
import Signing

/// Lets in who has a token: the operator, or a site for its own jobs.
struct OperatorGate: Sendable {
    let token: BearerToken?
    var sites = TokenTable<SiteID>([])

    /// Who asks, or the refusal of a request that nobody known has sent.
    /// - Parameter closes: what there is not to be had while no token is configured.
    func admit(_ request: InboundRequest, closes: String) -> Admittance {
        guard token != nil || !sites.isEmpty else {
            return .refused(.refusal(403, "\(closes): no operator's token is configured"))
        }
        if let presented = request.soleHeader("authorization")?.bearerToken {
            if let token, token.matches(presented) { return .admitted(.operator) }
            if let site = sites.owner(of: presented) { return .admitted(.site(site)) }
        }
        return .refused(
            .refusal(
                401,
                "the operator's or the site's token is missing or wrong: send it as Authorization: Bearer",
                headers: [("WWW-Authenticate", "Bearer")]
            )
        )
    }

    enum Admittance {
        case admitted(Caller)
        case refused(InboundResponse)
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
