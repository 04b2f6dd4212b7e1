// SPDX-License-Identifier: Apache-2.0
import JSON
public import Jobs
import Signing

/// Contract B's body: what a site sends to have an uploaded file summarized, read strictly.
public struct DocumentSummary: Sendable, Equatable {
    /// The task type that does the work.
    public static let taskType = "document_summary"
    /// Seconds after which a run is ended, unless the site says otherwise.
    public static let hardTimeout = 600.0
    static let urlLimit = 8_192
    /// Bytes of the sender's label for its site.
    static let labelLimit = 2_048

    /// The site's number of the upload.
    public let attachmentID: Int64
    /// Where the file is; nothing is promised about it yet.
    public let fileURL: String
    /// How the sender calls its site: a label, never an identity.
    public let site: String
    /// Where the sender wants the result; nothing is promised about it yet.
    public let callbackURL: String
    /// `ts`, Unix seconds.
    public let timestamp: Int64

    /// Three retries, 30 s apart; a run is asked to stop when a twentieth of its time is left: after 570 of 600 s.
    public static func retry(hardTimeout: Double = Self.hardTimeout) -> RetryPolicy {
        RetryPolicy(
            attempts: 4,
            baseDelay: 30,
            maximumDelay: 30,
            softTimeout: hardTimeout * 0.95,
            hardTimeout: hardTimeout
        )
    }

    /// Reads a body. Further members are ignored.
    init(body: [UInt8]) throws(JSONProblem) {
        let members = try StrictJSON.object(body)
        attachmentID = try members.integer("attachment_id")
        fileURL = try members.text("file_url", limit: Self.urlLimit)
        site = try members.text("site", limit: Self.labelLimit)
        callbackURL = try members.text("callback_url", limit: Self.urlLimit)
        timestamp = try members.integer("ts")
    }

    /// The task's input. What only the sender has a use for is in the echo.
    var input: [UInt8] { JSONOutput.object([("file_url", .string(fileURL))]).bytes }
}

/// Contract B, as `SignedIntake` takes it in.
extension DocumentSummary: SignedBody {
    static let contract = "B"
    static let noun = "the document"
    static let timestampName = "ts"

    static func terms(of door: SiteDoor) -> SignedTerms? {
        guard let documents = door.documents, !documents.secret.isEmpty else { return nil }
        return SignedTerms(
            secret: documents.secret,
            settings: documents.settings,
            retry: documents.retry,
            callbackRefusal: documents.callbackRefusal
        )
    }

    /// As far as the URL's text tells: a name is resolved, and checked again, when the file is fetched.
    func refusal(at door: SiteDoor) -> String? {
        door.documents?.fileRefusal(fileURL).map { "file_url cannot be fetched: \($0)" }
    }

    func echo(at door: SiteDoor) -> String {
        var members: [(String, JSONOutput)] = [("attachment_id", .integer(attachmentID)), ("site", .string(site))]
        // Noted with the job, so that what was promised when it came in holds at its end.
        if door.documents?.wantsFailureDraft == true { members.append(("failure_draft", .bool(true))) }
        return String(decoding: JSONOutput.object(members).bytes, as: UTF8.self)
    }

    /// The contract has no key of the sender's: byte for byte the same body is the same job.
    func key(of body: [UInt8]) -> String { "document:sha256:" + hexadecimal(sha256(body)) }

    func answer(_ id: JobID) -> JSONOutput { .object([("ok", .bool(true)), ("job_id", .string(id.text))]) }
}
