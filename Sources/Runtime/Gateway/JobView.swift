// SPDX-License-Identifier: Apache-2.0
import JSON
public import Jobs
public import Queue

/// A job as a person who operates the host sees it: one JSON object, UTF-8. The input is not in it, and of the
/// reply's address only contract and URL.
public enum JobView {
    /// What a job that runs has said of itself so far.
    public struct Running: Sendable {
        /// Steps done, of so many in all; a total of 0 is not known. Nil before the first word about it.
        public var progress: (done: UInt64, total: UInt64, note: String)?
        /// The newest of what it has written so far; nil when it has written nothing.
        public var partial: String?

        public init(progress: (done: UInt64, total: UInt64, note: String)?, partial: String?) {
            self.progress = progress
            self.partial = partial
        }
    }

    /// - Parameters:
    ///   - callbacks: the job's callbacks with their attempts.
    ///   - endings: how it had ended before it was queued again, oldest first.
    ///   - running: for a job that is running, what it has said so far.
    public static func json(
        of job: JobRecord,
        callbacks: [CallbackRecord],
        endings: [JobEnding] = [],
        running: Running? = nil
    ) -> [UInt8] {
        var members = common(job)
        members += [
            ("result", .optional(job.result, result)),
            ("evidence", .optional(job.evidence) { .string($0) }),
            ("callbacks", .array(callbacks.map(callback))),
            ("past", .array(endings.map(ending))),
        ]
        if job.state == .running, let running {
            members.append(("progress", .optional(running.progress, progress)))
            members.append(("partial", .optional(running.partial) { .string($0) }))
        }
        return JSONOutput.object(members).bytes
    }

    /// The job as it stands in a list: without what may be large.
    public static func summary(of job: JobRecord) -> [UInt8] { JSONOutput.object(common(job)).bytes }

    private static func common(_ job: JobRecord) -> [(String, JSONOutput)] {
        [
            ("id", .string(job.id.text)),
            ("site", .string(job.site.name)),
            ("task_type", .string(job.taskType)),
            ("state", .string(job.state.rawValue)),
            ("outcome", .optional(job.outcome) { .string($0.rawValue) }),
            ("priority", .integer(Int64(job.priority))),
            ("attempts", .integer(Int64(job.counters.attempts))),
            ("attempts_allowed", .integer(Int64(job.retry.attempts))),
            ("crashes", .integer(Int64(job.counters.crashes))),
            ("suspect", .bool(job.counters.isSuspect)),
            ("retries", .integer(Int64(job.retries))),
            ("created_at", time(job.createdAt)),
            ("available_at", time(job.availableAt)),
            ("updated_at", time(job.updatedAt)),
            ("cancel_requested_at", .optional(job.cancelRequestedAt, time)),
            ("request_id", .optional(job.requestID) { .string($0) }),
            ("error", .optional(job.error, error)),
            ("provenance", .optional(job.provenance, provenance)),
            (
                "reply",
                .optional(job.reply) { .object([("contract", .string($0.contract)), ("url", .string($0.url))]) }
            ),
        ]
    }

    static func event(_ transition: JobTransition) -> JSONOutput {
        .object([
            ("job", .string(transition.job.text)),
            ("site", .string(transition.site.name)),
            ("task_type", .string(transition.taskType)),
            ("state", .string(transition.state.rawValue)),
            ("outcome", .optional(transition.outcome) { .string($0.rawValue) }),
            ("at", time(transition.at)),
        ])
    }

    private static func ending(_ ending: JobEnding) -> JSONOutput {
        .object([
            ("state", .string(ending.state.rawValue)),
            ("outcome", .optional(ending.outcome) { .string($0.rawValue) }),
            ("attempts", .integer(Int64(ending.counters.attempts))),
            ("crashes", .integer(Int64(ending.counters.crashes))),
            ("error", .optional(ending.error, error)),
            ("evidence", .optional(ending.evidence) { .string($0) }),
            ("module", .optional(ending.module) { .string($0) }),
            ("module_sha256", .optional(ending.moduleHash) { .string($0) }),
            ("ended_at", time(ending.endedAt)),
            ("retried_at", time(ending.retriedAt)),
        ])
    }

    private static func progress(_ said: (done: UInt64, total: UInt64, note: String)) -> JSONOutput {
        .object([
            ("done", .integer(Int64(clamping: said.done))),
            ("total", said.total == 0 ? .null : .integer(Int64(clamping: said.total))),
            ("note", .string(said.note)),
        ])
    }

    private static func time(_ time: WallTime) -> JSONOutput { .string(time.rfc3339) }

    private static func error(_ error: JobError) -> JSONOutput {
        .object([
            ("class", .string(error.class.rawValue)),
            ("code", .string(error.code)),
            ("message", .string(error.message)),
        ])
    }

    /// A result is stored as the module gave it; one that is no JSON object is shown as text, so that the view
    /// stays JSON.
    private static func result(_ bytes: [UInt8]) -> JSONOutput {
        (try? StrictJSON.object(bytes)) != nil ? .raw(bytes) : .string(String(decoding: bytes, as: UTF8.self))
    }

    private static func provenance(_ origin: Provenance) -> JSONOutput {
        .object([
            ("module", .string(origin.module)),
            ("module_sha256", .string(origin.moduleHash)),
            ("abi", .string(origin.abi)),
            ("generation", .integer(origin.generation)),
            ("tier", .integer(Int64(origin.tier))),
            ("models", .array(origin.models.map { .string($0) })),
            ("milliseconds", .integer(origin.milliseconds)),
            ("usage", .optional(origin.usage, usage)),
        ])
    }

    private static func usage(_ usage: JobUsage) -> JSONOutput {
        .object([
            ("answers", .integer(usage.answers)),
            ("input_tokens", .integer(usage.inputTokens)),
            ("cached_tokens", .integer(usage.cachedTokens)),
            ("output_tokens", .integer(usage.outputTokens)),
            ("milliseconds", .integer(usage.milliseconds)),
            ("unpriced_answers", .integer(usage.unpriced)),
            (
                "cost_micro",
                .object(usage.costs.sorted { $0.key < $1.key }.map { ($0.key, .integer($0.value)) })
            ),
        ])
    }

    private static func callback(_ callback: CallbackRecord) -> JSONOutput {
        .object([
            ("id", .string(callback.id.text)),
            ("url", .string(callback.url)),
            ("state", .string(callback.state.rawValue)),
            ("next_attempt_at", callback.state == .waiting ? time(callback.nextAttemptAt) : .null),
            ("attempts", .array(callback.attempts.map(DeliveryView.attempt))),
        ])
    }
}
