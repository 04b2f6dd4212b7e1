// SPDX-License-Identifier: Apache-2.0
import Outbound

/// Why an operation did not succeed.
struct S3Failure: Error, Sendable {
    enum Reason: Sendable {
        case unanswered(OutboundFailure)
        case refused(S3Refusal)
    }
    var reason: Reason
    /// This request, or one before it, may have had its effect.
    var mayHaveArrived: Bool

    var refusal: S3Refusal? { if case .refused(let refusal) = reason { refusal } else { nil } }

    /// Whether the same request may fare better soon.
    var isTransient: Bool {
        switch reason {
        case .unanswered(let failure): [.notConnected, .broken, .timedOut].contains(failure.kind)
        case .refused(let refusal): refusal.isTransient
        }
    }
}

/// An answer that says no. Source: "Error responses" in the Amazon S3 API Reference.
struct S3Refusal: Sendable {
    var status: Int
    /// Such as `NoSuchKey`; empty where the body says none.
    var code: String
    /// The server's own words; empty where there are none.
    var message: String
    /// Where the bucket is, if the answer says so.
    var region: String?

    init(status: Int, code: String, message: String = "", region: String? = nil) {
        self.status = status
        self.code = code
        self.message = message
        self.region = region
    }

    init(_ response: OutboundResponse) {
        let error = response.isCut ? nil : XMLElement.read(response.body)
        let body = error?.name == "Error" ? error : nil
        self.init(
            status: response.status,
            code: Self.word(body?["Code"]?.text) ?? "",
            message: body?["Message"]?.text ?? "",
            region: Self.word(response.header("x-amz-bucket-region")) ?? Self.word(body?["Region"]?.text)
        )
    }

    /// What the sentence shows of an answer: nothing but words.
    private static func word(_ text: String?) -> String? {
        guard let text, (1...64).contains(text.utf8.count),
            text.utf8.allSatisfy({
                switch $0 {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."):
                    true
                default: false
                }
            })
        else { return nil }
        return text
    }

    var isTransient: Bool {
        switch code {
        case "SlowDown", "InternalError", "ServiceUnavailable", "RequestTimeout", "OperationAborted",
            "ThrottlingException", "RequestLimitExceeded", "Throttling", "ConditionalRequestConflict":
            true
        default: status >= 500 && status != 501 && status != 507 || status == 429 || status == 408
        }
    }
}
