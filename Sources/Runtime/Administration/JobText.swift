// SPDX-License-Identifier: Apache-2.0
import Gateway
import Jobs
import Queue

/// One job as a person reads it.
struct JobText {
    private let job: JobRecord
    private let callbacks: [CallbackRecord]
    private let endings: [JobEnding]

    init(_ job: JobRecord, _ callbacks: [CallbackRecord], _ endings: [JobEnding] = []) {
        self.job = job
        self.callbacks = callbacks
        self.endings = endings
    }

    var text: String {
        var lines = [
            line("job", job.id.text),
            line("site", job.site.name),
            line("task", job.taskType),
            line(
                "state",
                job.state.rawValue + (job.counters.isSuspect && !job.state.isTerminal ? " (runs alone)" : "")
                    + (job.cancelRequestedAt != nil && !job.state.isTerminal ? ", told to stop" : "")
            ),
            line("runs", "\(job.counters.attempts) of \(job.retry.attempts), \(job.counters.crashes) crashes"),
            line("created", job.createdAt.rfc3339),
            line(
                job.state.isTerminal ? "ended" : "due",
                (job.state.isTerminal ? job.updatedAt : job.availableAt).rfc3339
            ),
        ]
        if let outcome = job.outcome { lines.append(line("outcome", outcome.rawValue)) }
        if let id = job.requestID { lines.append(line("request", id)) }
        if let origin = job.provenance {
            lines.append(line("module", "\(origin.module), generation \(origin.generation), TaskABI \(origin.abi)"))
            lines.append(line("sha256", origin.moduleHash))
            lines.append(line("sandbox", "tier \(origin.tier)"))
            lines.append(line("models", origin.models.joined(separator: ", ")))
            lines.append(line("took", "\(origin.milliseconds) ms"))
            if let usage = origin.usage, usage.answers > 0 { lines.append(line("usage", Self.text(of: usage))) }
        }
        if let error = job.error { lines.append(line("error", "\(error.code): \(error.message)")) }
        if let evidence = job.evidence { lines.append(line("evidence", evidence)) }
        if let result = job.result { lines.append(line("result", String(decoding: result, as: UTF8.self))) }
        for ending in endings {
            let error = ending.error.map { ", \($0.code): \($0.message)" } ?? ""
            lines.append(
                line(
                    "before",
                    "\(ending.state.rawValue) \(ending.endedAt.rfc3339), \(ending.counters.attempts) runs\(error)"
                )
            )
            lines.append(line("", "queued again \(ending.retriedAt.rfc3339)"))
        }
        for callback in callbacks { lines.append(contentsOf: self.lines(callback)) }
        return Terminal.harmless(lines.joined(separator: "\n"))
    }

    private func lines(_ callback: CallbackRecord) -> [String] {
        let next = callback.state == .waiting ? ", next attempt \(callback.nextAttemptAt.rfc3339)" : ""
        return [line("callback", "\(callback.url) \(callback.state.rawValue)\(next)")]
            + callback.attempts.map { attempt in
                let status = attempt.status.map(String.init) ?? "no answer"
                return line("", "\(attempt.at.rfc3339) \(status) \(attempt.words)")
            }
    }

    /// `2 answers, 200 tokens in (80 cached), 20 out, 0.000480 USD`.
    private static func text(of usage: JobUsage) -> String {
        let costs = usage.costs.sorted { $0.key < $1.key }.map { currency, units in
            let (whole, rest) = units.quotientAndRemainder(dividingBy: 1_000_000)
            return ", \(whole).\(String(1_000_000 + rest).dropFirst()) \(currency)"
        }
        let unpriced = usage.unpriced > 0 ? ", \(usage.unpriced) without a price" : ""
        return "\(usage.answers) answers, \(usage.inputTokens) tokens in (\(usage.cachedTokens) cached), "
            + "\(usage.outputTokens) out" + costs.joined() + unpriced
    }

    /// A line break in the value is indented, so that no value can look like a line of its own.
    private func line(_ name: String, _ value: String) -> String {
        let value = value.split(omittingEmptySubsequences: false) { $0.isNewline }
            .joined(separator: "\n" + String(repeating: " ", count: 10))
        return name + String(repeating: " ", count: max(1, 10 - name.count)) + value
    }
}
