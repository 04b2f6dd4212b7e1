// SPDX-License-Identifier: Apache-2.0
internal import FoundationEssentials
internal import Outbound
import Signing

/// Says what an answer that is no completion means, and what to do. Of the provider's own words only its code
/// is shown: its sentences quote keys and the request.
struct OpenAIFault {
    let provider: String
    /// Never shown, not even where a server sends it back as a code.
    let key: Secret?

    func failure(of failure: OutboundFailure) -> ProviderFailure {
        switch failure.kind {
        case .timedOut: ProviderFailure(.timedOut, "\(provider) did not answer: \(failure.message)")
        case .forbidden, .badRequest: ProviderFailure(.badRequest, "\(provider) was not called: \(failure.message)")
        case .notConnected, .broken, .cancelled:
            ProviderFailure(.unreachable, "\(provider) gave no answer: \(failure.message)")
        }
    }

    /// An error in the middle of a stream that had begun well.
    func failure(ofEvent data: [UInt8]) -> ProviderFailure {
        // No status says what it is, so that its code alone must; without a telling one it is the server's trouble.
        failure(of: OutboundResponse(status: 500, headers: [], body: data, isCut: false, seconds: 0))
    }

    func failure(of response: OutboundResponse) -> ProviderFailure {
        let fault = (try? JSONDecoder().decode(Body.self, from: Data(response.body)))?.error
        let words = Words(
            status: response.status,
            marks: [fault?.code, fault?.type].compactMap { $0.flatMap(word) },
            requestID: response.header("x-request-id").flatMap(word)
        )
        let kind = kind(response.status, words, message: fault?.message ?? "")
        let retryAfter: Double? =
            switch kind {
            case .rateLimited, .overloaded: RetryAfter.seconds(in: response)
            default: nil
            }
        return ProviderFailure(kind, "\(provider) \(Self.meaning(of: kind)) (\(words.text))", retryAfter: retryAfter)
    }

    /// See https://platform.openai.com/docs/guides/error-codes; 402 and 529 are other vendors'.
    private func kind(_ status: Int, _ words: Words, message: String) -> ProviderFailure.Kind {
        if words.mean(["insufficient_quota", "billing_hard_limit_reached", "billing_not_active", "access_terminated"]) {
            return .spendCap
        }
        if words.mean(["context_length_exceeded", "string_above_max_length", "request_too_large"]) { return .tooLong }
        if words.mean(["content_filter", "content_policy_violation", "moderation_blocked"]) { return .contentRefused }
        switch status {
        case 401, 403, 407: return .unauthorized
        case 402: return .spendCap
        case 413: return .tooLong
        // A request over the account's tokens a minute is told with 429 and stays too large for ever.
        case 429: return message.hasPrefix("Request too large") ? .tooLong : .rateLimited
        case 408, 409, 425, 500...599: return .overloaded
        case 200..<300: return .broken
        default: return .badRequest
        }
    }

    private static func meaning(of kind: ProviderFailure.Kind) -> String {
        switch kind {
        case .rateLimited: "asks to slow down"
        case .overloaded: "is overloaded or broken on its side"
        case .spendCap: "takes no more calls on this account; check its credit and spending limit"
        case .tooLong: "takes no request of this length; send less text"
        case .contentRefused: "refused the content"
        case .unauthorized: "does not accept the key or its permissions; check the configured key"
        case .badRequest: "calls the request wrong; check model name and base URL"
        case .broken: "gave an unusual answer; does the base URL speak chat completions?"
        case .unsupportedAttachment: "takes no such attachment"
        case .unsupportedSchema: "cannot answer by a schema"
        case .unreachable, .timedOut: "gave no answer"
        }
    }

    /// A code or an id is one short word; anything else that a server might put there is left out.
    private func word(_ text: String) -> String? {
        let isWord = text.utf8.allSatisfy {
            switch $0 {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"): true
            default: false
            }
        }
        guard (1...64).contains(text.utf8.count), isWord else { return nil }
        if let key, text.contains(key.reveal()) { return nil }
        return text
    }

    /// Status, code and request id.
    private struct Words {
        let text: String
        private let marks: [String]

        init(status: Int, marks: [String], requestID: String?) {
            self.marks = marks
            let code = marks.first.map { [$0] } ?? []
            let request = requestID.map { ["request \($0)"] } ?? []
            text = (["status \(status)"] + code + request).joined(separator: ", ")
        }

        func mean(_ codes: Set<String>) -> Bool { marks.contains { codes.contains($0) } }
    }

    private struct Body: Decodable { var error: Fault? }

    private struct Fault: Decodable {
        var message: String?
        var type: String?
        /// A word with OpenAI, a number with some that resemble it.
        var code: String?

        enum CodingKeys: String, CodingKey { case message, type, code }

        init(from decoder: any Decoder) throws {
            let values = try decoder.container(keyedBy: CodingKeys.self)
            message = try? values.decode(String.self, forKey: .message)
            type = try? values.decode(String.self, forKey: .type)
            code = try? values.decode(String.self, forKey: .code)
        }
    }
}
