// SPDX-License-Identifier: Apache-2.0
import JSON

extension InboundResponse {
    static func json(
        _ status: Int,
        _ body: JSONOutput,
        headers: [(name: String, value: String)] = []
    ) -> InboundResponse {
        InboundResponse(status: status, headers: headers, body: body.bytes)
    }

    /// `{"error": "<text>"}`: the one form of every refusal.
    static func refusal(
        _ status: Int,
        _ error: String,
        headers: [(name: String, value: String)] = []
    ) -> InboundResponse {
        .json(status, .object([("error", .string(error))]), headers: headers)
    }

    /// 405 as the contracts have it.
    static func wrongMethod(allow: String) -> InboundResponse {
        .refusal(405, "method", headers: [("Allow", allow)])
    }
}
