// SPDX-License-Identifier: Apache-2.0
import Jobs
import Queue

/// One callback as a person reads it.
struct DeliveryText {
    private let delivery: DeliveryRecord

    init(_ delivery: DeliveryRecord) { self.delivery = delivery }

    var text: String {
        let callback = delivery.callback
        var lines = [
            line("callback", callback.id.text), line("job", delivery.job.text), line("site", delivery.site.name),
            line("contract", delivery.contract), line("url", callback.url), line("state", callback.state.rawValue),
            line("created", delivery.createdAt.rfc3339),
        ]
        if callback.state == .waiting { lines.append(line("next", callback.nextAttemptAt.rfc3339)) }
        let left = delivery.attempts - callback.attempts.count
        if left > 0 { lines.append(line("attempts", "\(left) earlier ones are not kept")) }
        for attempt in callback.attempts {
            let status = attempt.status.map(String.init) ?? "no answer"
            let words = "\(attempt.at.rfc3339)  \(status)  \(attempt.milliseconds) ms  \(attempt.words)"
            lines.append(line("attempt", words))
        }
        return Terminal.harmless(lines.joined(separator: "\n"))
    }

    private func line(_ name: String, _ value: String) -> String {
        let value = value.split(omittingEmptySubsequences: false) { $0.isNewline }.joined(separator: " ")
        return name + String(repeating: " ", count: max(1, 10 - name.count)) + value
    }
}

extension DeliveryAttempt {
    /// What there is to say of it.
    var words: String { [error, note].compactMap(\.self).joined(separator: "; ") }
}
