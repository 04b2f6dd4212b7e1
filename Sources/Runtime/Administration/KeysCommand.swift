// SPDX-License-Identifier: Apache-2.0
import JSON
import Signing

/// `mortise keys new`: makes a token or secret and says where it goes. Nothing of it is kept.
struct KeysCommand {
    private enum Kind: String, CaseIterable { case token, hmac, webhook, `operator` }

    private let invocation: Invocation
    private let arguments: Arguments
    private let kind: Kind

    init(_ invocation: Invocation) throws(UsageError) {
        self.invocation = invocation
        arguments = try Arguments(invocation.words, options: [], flags: ["--json"])
        let words = arguments.rest
        let kinds = Kind.allCases.map(\.rawValue).joined(separator: ", ")
        guard words.first == "new", words.count <= 2, let kind = Kind(rawValue: words.count == 2 ? words[1] : "token")
        else { throw UsageError("is followed by `new` and one of \(kinds); `token` unless told") }
        self.kind = kind
    }

    func run() -> Int32 {
        let bytes = secureRandomBytes(32)
        var value: String
        var line: String
        var advice: String
        switch kind {
        case .token:
            value = "mst_" + hexadecimal(bytes)
            line = "api_tokens: [sha256:\(hexadecimal(sha256(Array(value.utf8))))]"
            advice =
                "The token is for the site's own program, which sends it as `Authorization: Bearer`; it is shown once.\n"
                + "Its digest goes into the configuration, under the site in `sites` (or MORTISE_API_TOKENS):"
        case .operator:
            value = "mop_" + hexadecimal(bytes)
            line = "operator_token: \(value)"
            advice = "The operator's token, for the jobs of all sites. It goes into the configuration:"
        case .hmac:
            value = Base64.encode(bytes)
            line = "hmac_secret: \(value)"
            advice =
                "Both sides get the same secret: the site as AI_JOBS_HMAC_SECRET, and the configuration, under it\n"
                + "(for documents: AI_SHARED_SECRET and shared_secret, WP_CALLBACK_SECRET and callback_secret):"
        case .webhook:
            value = "whsec_" + Base64.encode(bytes)
            line = "webhook_secret: \(value)"
            advice = "Both sides get the same secret: the receiver of callbacks, and the configuration, under its site:"
        }
        if arguments.has("--json") {
            let object = JSONOutput.object([
                ("kind", .string(kind.rawValue)), ("value", .string(value)), ("configuration", .string(line)),
            ])
            invocation.terminal.say(String(decoding: object.bytes, as: UTF8.self))
        } else {
            // The value alone on standard output, for a script.
            invocation.terminal.say(value)
            invocation.terminal.complain("\(advice)\n  \(line)")
        }
        return ExitStatus.fine
    }
}
