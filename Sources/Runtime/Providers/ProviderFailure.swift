// SPDX-License-Identifier: Apache-2.0

/// Why a provider gave no answer. The kinds are told apart because each has another remedy; `docs/providers.md` has
/// them in one table.
public struct ProviderFailure: Error, Sendable, Hashable, CustomStringConvertible {
    public enum Kind: String, Sendable, CaseIterable {
        /// Too many requests or tokens; wait `retryAfter`.
        case rateLimited
        /// The provider is overloaded or broken on its side (5xx).
        case overloaded
        /// The account has no money left or reached its cap; waiting does not help, a person must act.
        case spendCap
        /// The request is longer than the model takes.
        case tooLong
        /// The provider refused the content.
        case contentRefused
        /// Key or permission is wrong; a person must act.
        case unauthorized
        /// The provider does not have the model.
        case unknownModel
        /// The provider calls the request malformed.
        case badRequest
        /// The provider cannot take an attachment, or not one of this kind.
        case unsupportedAttachment
        /// The provider cannot be held to an answer of a given form.
        case unsupportedSchema
        /// The model came to its limit of output before its answer's end, and nobody had asked for that limit.
        case cutShort
        /// The answer was no such answer: cut on its way, no JSON, no text in it.
        case broken
        /// No connection, or it broke before an answer came.
        case unreachable
        /// No answer in time.
        case timedOut
    }
    public let kind: Kind
    /// A sentence for a person; never holds a key or the request's text.
    public let message: String
    /// Seconds that the provider asked to wait.
    public let retryAfter: Double?
    /// Whether the same request may be sent again at once: the kind is one that passes, and nobody said otherwise.
    public let isTriedAgainAtOnce: Bool
    public var description: String { message }

    /// - Parameter isFinal: it is not to be tried again at once, whatever its kind.
    public init(_ kind: Kind, _ message: String, retryAfter: Double? = nil, isFinal: Bool = false) {
        self.kind = kind
        self.message = message
        self.retryAfter = retryAfter
        isTriedAgainAtOnce = kind.passes && !isFinal
    }
}

extension ProviderFailure.Kind {
    /// The stable word for programs: a job's error code.
    public var code: String {
        switch self {
        case .rateLimited: "provider_rate_limited"
        case .overloaded: "provider_overloaded"
        case .spendCap: "provider_spend_cap"
        case .tooLong: "prompt_too_long"
        case .contentRefused: "content_refused"
        case .unauthorized: "provider_unauthorized"
        case .unknownModel: "provider_unknown_model"
        case .badRequest: "provider_bad_request"
        case .unsupportedAttachment: "unsupported_attachment"
        case .unsupportedSchema: "unsupported_answer_schema"
        case .cutShort: "provider_answer_cut"
        case .broken: "provider_broken_answer"
        case .unreachable: "provider_unreachable"
        case .timedOut: "provider_timed_out"
        }
    }

    /// Whether it often passes within seconds.
    var passes: Bool {
        switch self {
        case .rateLimited, .overloaded, .unreachable: true
        default: false
        }
    }

    /// What the failure does to the job that met it.
    public var effect: Effect {
        switch self {
        case .rateLimited, .spendCap, .unauthorized: .deferred
        case .overloaded, .broken, .unreachable, .timedOut: .later
        case .tooLong, .contentRefused, .unknownModel, .badRequest, .unsupportedAttachment, .unsupportedSchema,
            .cutShort:
            .permanent
        }
    }

    /// What a failure does to a job.
    public enum Effect: String, Sendable {
        /// Another attempt later, of the few that the job has.
        case later
        /// It waits, and loses no attempt by it: the cause is not the job's and ends without it.
        case deferred
        /// The same request would fail in the same way.
        case permanent
    }
}

extension ProviderFailure {
    static func cutShort(_ provider: String) -> ProviderFailure {
        ProviderFailure(
            .cutShort,
            "\(provider) cut its answer at its limit of output tokens; ask for a shorter one or set a higher limit"
        )
    }

    static func endedEarly(_ provider: String) -> ProviderFailure {
        ProviderFailure(.broken, "the stream of \(provider) ended in the middle of its answer")
    }

    static func refused(_ provider: String) -> ProviderFailure {
        ProviderFailure(.contentRefused, "\(provider) refused to answer because of the content")
    }
}
