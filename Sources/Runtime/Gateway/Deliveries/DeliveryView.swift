// SPDX-License-Identifier: Apache-2.0
import JSON
import Jobs
public import Queue

/// A callback as a person who operates the host sees it: one JSON object, UTF-8. Its body is not in it.
public enum DeliveryView {
    /// - Parameter hasAttempts: with the attempts that are kept; lists leave them out.
    public static func json(of delivery: DeliveryRecord, hasAttempts: Bool) -> [UInt8] {
        output(delivery, hasAttempts: hasAttempts).bytes
    }

    /// A destination that is switched off.
    public static func json(of destination: DisabledDestination) -> [UInt8] {
        JSONOutput.object([
            ("site", .string(destination.site.name)), ("destination", .string(destination.destination)),
            ("since", .string(destination.since.rfc3339)), ("callback", .string(destination.callback.text)),
        ]).bytes
    }

    static func output(_ delivery: DeliveryRecord, hasAttempts: Bool) -> JSONOutput {
        let callback = delivery.callback
        let isWaiting = callback.state == .waiting
        var members: [(String, JSONOutput)] = [
            ("id", .string(callback.id.text)),
            ("job", .string(delivery.job.text)),
            ("site", .string(delivery.site.name)),
            ("contract", .string(delivery.contract)),
            ("url", .string(callback.url)),
            ("state", .string(callback.state.rawValue)),
            ("created_at", .string(delivery.createdAt.rfc3339)),
            ("next_attempt_at", isWaiting ? .string(callback.nextAttemptAt.rfc3339) : .null),
            ("attempt_count", .integer(Int64(delivery.attempts))),
        ]
        if hasAttempts { members.append(("attempts", .array(callback.attempts.map(attempt)))) }
        return .object(members)
    }

    static func attempt(_ attempt: DeliveryAttempt) -> JSONOutput {
        .object([
            ("at", .string(attempt.at.rfc3339)),
            ("status", .optional(attempt.status) { .integer(Int64($0)) }),
            ("error", .optional(attempt.error) { .string($0) }),
            ("milliseconds", .integer(attempt.milliseconds)),
            ("note", .optional(attempt.note) { .string($0) }),
        ])
    }
}
