// SPDX-License-Identifier: Apache-2.0
import JSON
import Jobs

/// Contract B's callback. Its receiver inserts a draft for each, so a job without a summary has none, unless its site
/// asked for a draft that says so.
struct DocumentSummaryCallback {
    /// Code points of an error's text in a draft.
    private static let errorLimit = 300

    let job: JobRecord
    /// A JSON object that Gateway wrote: `attachment_id`, `site`, and `failure_draft` if the site wants one.
    let echo: String
    let state: JobState
    let result: [UInt8]?
    let error: JobError?

    /// The exact bytes to send; nil when there is nothing to send.
    var body: [UInt8]? {
        guard let echo = (try? JSONValue(parsing: Array(echo.utf8)))?.object,
            case .number(let number)? = echo["attachment_id"], let attachment = number.integer
        else { return nil }
        if let result = summary { return body(of: attachment, result) }
        guard echo["failure_draft"] == .bool(true), state != .cancelled else { return nil }
        return body(of: attachment, JSONObject([("summary_markdown", .string(failure))]))
    }

    /// The result, when it is one.
    private var summary: JSONObject? {
        guard state == .succeeded, let result, let object = (try? JSONValue(parsing: result))?.object,
            object["summary_markdown"]?.string != nil
        else { return nil }
        return object
    }

    private var failure: String {
        let text = error?.message ?? "the result holds no summary"
        var cut = String.UnicodeScalarView()
        cut.append(contentsOf: text.unicodeScalars.prefix(Self.errorLimit))
        return "No summary could be made of this document: \(String(cut))"
    }

    private func body(of attachment: Int64, _ result: JSONObject) -> [UInt8] {
        var members: [(String, JSONOutput)] = [
            ("job_id", .string(job.id.text)),
            ("attachment_id", .integer(attachment)),
            ("title", .string("Summary of \(attachment)")),
        ]
        for name in ["summary_markdown", "word_count", "processing_ms", "chunks", "s3_text_key"] {
            members.append((name, .optional(result[name]) { .value($0) }))
        }
        if let usage = result["usage"] { members.append(("usage", .value(usage))) }
        return JSONOutput.object(members).bytes
    }
}
