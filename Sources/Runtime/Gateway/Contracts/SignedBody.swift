// SPDX-License-Identifier: Apache-2.0
import JSON
import Jobs
import Signing

/// The body of a contract whose sender signs it with `X-AI-Signature`: what `SignedIntake` must know to make a job of
/// it. The contracts A and B.
protocol SignedBody: Sendable {
    /// The contract's letter.
    static var contract: String { get }
    /// The task type that does the work.
    static var taskType: String { get }
    /// What a sender sends, for a sentence: `the post`.
    static var noun: String { get }
    /// The member that says when it was signed.
    static var timestampName: String { get }

    /// How a site has this contract; nil when it has not.
    static func terms(of door: SiteDoor) -> SignedTerms?

    /// Reads a body. Further members are ignored.
    init(body: [UInt8]) throws(JSONProblem)

    /// When it was signed, in Unix seconds.
    var timestamp: Int64 { get }
    /// Where the sender wants the result; nothing is promised about it yet.
    var callbackURL: String { get }
    /// The task's input.
    var input: [UInt8] { get }

    /// What else keeps the job from being taken in, beside its callback: a sentence for the sender.
    func refusal(at door: SiteDoor) -> String?
    /// What the callback repeats, a JSON object.
    func echo(at door: SiteDoor) -> String
    /// What makes a second request the same job.
    func key(of body: [UInt8]) -> String
    /// The answer to the sender.
    func answer(_ id: JobID) -> JSONOutput
}

/// What a contract's jobs get at a site.
struct SignedTerms: Sendable {
    var secret: Secret
    var settings: [UInt8]
    var retry: RetryPolicy
    /// Why callbacks may not go to this URL, as a sentence for the sender; nil when they may.
    var callbackRefusal: @Sendable (_ url: String) -> String?
}
