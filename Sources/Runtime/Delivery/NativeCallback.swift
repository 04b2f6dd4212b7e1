// SPDX-License-Identifier: Apache-2.0
import JSON
import Jobs

/// The callback of a job that came by the native form: the shape that Standard Webhooks advise, `type`, `timestamp`
/// and `data`.
struct NativeCallback {
    let job: JobRecord
    /// A JSON object that Gateway wrote: `idempotency_key`, if the job was given one.
    let echo: String
    let state: JobState
    let result: [UInt8]?
    let error: JobError?
    /// When the job ended.
    let at: WallTime

    /// The exact bytes to send.
    var body: [UInt8] {
        var data: [(String, JSONOutput)] = [
            ("id", .string(job.id.text)),
            ("site", .string(job.site.name)),
            ("task", .string(job.taskType)),
            ("state", .string(state.rawValue)),
            ("created_at", .string(job.createdAt.rfc3339)),
        ]
        if let key = (try? JSONValue(parsing: Array(echo.utf8)))?.object?["idempotency_key"]?.string {
            data.append(("idempotency_key", .string(key)))
        }
        // A result is stored as the module gave it; one that is no JSON would break the whole.
        let isJSON = result.map { (try? JSONValue(parsing: $0)) != nil } ?? false
        data.append(("result", state == .succeeded && isJSON ? .optional(result) { .raw($0) } : .null))
        data.append(("error", .optional(error, Self.error)))
        return JSONOutput.object([
            ("type", .string("job.\(state.rawValue)")), ("timestamp", .string(at.rfc3339)), ("data", .object(data)),
        ]).bytes
    }

    private static func error(_ error: JobError) -> JSONOutput {
        .object([
            ("class", .string(error.class.rawValue)), ("code", .string(error.code)),
            ("message", .string(error.message)),
        ])
    }
}
