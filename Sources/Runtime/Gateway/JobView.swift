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
    ///   - running: for a job that is running, what it has said so far.
    ///   - callbacks: the job's callbacks with their attempts; nil leaves the member out, as lists do.
    public static func json(
        of job: JobRecord,
        callbacks: [CallbackRecord]?,
        running: Running? = nil
    ) -> [UInt8] {
        var members: [(String, JSONOutput)] = [
            ("id", .string(job.id.text)),
            ("site", .string(job.site.name)),
            ("task_type", .string(job.taskType)),
            ("state", .string(job.state.rawValue)),
            ("priority", .integer(Int64(job.priority))),
            ("attempts", .integer(Int64(job.counters.attempts))),
            ("attempts_allowed", .integer(Int64(job.retry.attempts))),
            ("crashes", .integer(Int64(job.counters.crashes))),
            ("suspect", .bool(job.counters.isSuspect)),
            ("created_at", time(job.createdAt)),
            ("available_at", time(job.availableAt)),
            ("updated_at", time(job.updatedAt)),
            ("error", .optional(job.error, error)),
            ("result", .optional(job.result, result)),
            ("evidence", .optional(job.evidence) { .string($0) }),
            ("provenance", .optional(job.provenance, provenance)),
            (
                "reply",
                .optional(job.reply) { .object([("contract", .string($0.contract)), ("url", .string($0.url))]) }
            ),
        ]
        if job.state == .running, let running {
            members.append(("progress", .optional(running.progress, progress)))
            members.append(("partial", .optional(running.partial) { .string($0) }))
        }
        if let callbacks { members.append(("callbacks", .array(callbacks.map(callback)))) }
        return JSONOutput.object(members).bytes
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
        ])
    }

    private static func callback(_ callback: CallbackRecord) -> JSONOutput {
        .object([
            ("id", .string(callback.id.text)),
            ("url", .string(callback.url)),
            ("state", .string(callback.state.rawValue)),
            ("next_attempt_at", callback.state == .waiting ? time(callback.nextAttemptAt) : .null),
            ("attempts", .array(callback.attempts.map(attempt))),
        ])
    }

    private static func attempt(_ attempt: DeliveryAttempt) -> JSONOutput {
        .object([
            ("at", time(attempt.at)),
            ("status", .optional(attempt.status) { .integer(Int64($0)) }),
            ("error", .optional(attempt.error) { .string($0) }),
            ("milliseconds", .integer(attempt.milliseconds)),
        ])
    }
}
