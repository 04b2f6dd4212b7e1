// SPDX-License-Identifier: Apache-2.0

/// What a contract's receiver makes necessary, beside what holds for all.
public struct DeliveryRules: Sendable, Hashable {
    /// Seconds for a whole attempt.
    public var timeout: Double
    /// Seconds until the next attempt, at least, after one that may have arrived without an answer. Nil: its receiver
    /// does the same twice without harm, and is tried again as after any other failure.
    public var spacing: Double?

    /// Contract B's receiver inserts a draft for every callback that it accepts.
    private static let documents = DeliveryRules(timeout: 60, spacing: 900)
    private static let usual = DeliveryRules(timeout: 15, spacing: nil)

    /// - Parameter contract: the letter, as `ReplyAddress` has it.
    public static func of(_ contract: String) -> DeliveryRules { contract == "B" ? documents : usual }

    /// `spacing` by contract: for `Outbox.recoverHeld`.
    public static var spacings: [String: Double] { ["B": documents.spacing].compactMapValues(\.self) }
}
