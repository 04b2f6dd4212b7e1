// SPDX-License-Identifier: Apache-2.0
import JSON
public import Jobs

/// Contract A's body: what a site sends to have a post summarized, read strictly.
public struct PostSummary: Sendable, Equatable {
    /// The sender's own name for the job, which is echoed with the JSON type that it came with.
    public enum SenderID: Sendable, Equatable {
        case text(String)
        case number(Int64)

        /// How the idempotency key spells it.
        var text: String {
            switch self {
            case .text(let text): text
            case .number(let number): String(number)
            }
        }
    }

    /// The task type that does the work.
    public static let taskType = "post_summary"
    /// 120 words, the contract's length.
    public static let settings = Array(#"{"words":120}"#.utf8)
    /// Five retries after 5, 10, 20, 40, 80 s at most; asked to stop after 50 s, ended after 60 s.
    public static let retry = RetryPolicy(
        attempts: 6,
        baseDelay: 5,
        maximumDelay: 80,
        softTimeout: 50,
        hardTimeout: 60
    )
    /// Unicode code points of the content that are summarized.
    static let contentLimit = 4_000
    /// Bytes of a title: what WordPress's column for it holds.
    static let titleLimit = 65_535
    static let urlLimit = 8_192
    static let senderIDLimit = 200

    /// The site's number of the post.
    public let postID: Int64
    /// The post's title.
    public let title: String
    /// Not more than the contract looks at.
    public let content: String
    /// Where the sender wants the result; nothing is promised about it yet.
    public let callbackURL: String
    /// Unix seconds.
    public let timestamp: Int64
    /// `job_id`, if the sender gave one.
    public let senderID: SenderID?

    /// Reads a body. Further members are ignored; `job_id: null` counts as absent.
    init(body: [UInt8]) throws(JSONProblem) {
        let members = try StrictJSON.object(body)
        postID = try members.integer("post_id")
        title = try members.text("title", limit: Self.titleLimit)
        content = Self.beginning(of: try members.text("content", limit: .max))
        callbackURL = try members.text("callback_url", limit: Self.urlLimit)
        timestamp = try members.integer("timestamp")
        senderID = try Self.senderID(members["job_id"])
    }

    /// The task's input.
    var input: [UInt8] {
        JSONOutput.object([("title", .string(title)), ("content", .string(content))]).bytes
    }

    /// What the callback repeats.
    var echo: String {
        var members: [(String, JSONOutput)] = [("post_id", .integer(postID))]
        if let senderID { members.append(("job_id", senderID.json)) }
        return String(decoding: JSONOutput.object(members).bytes, as: UTF8.self)
    }

    /// The first code points that the contract looks at; the cut may go through a character made of several.
    private static func beginning(of text: String) -> String {
        let scalars = text.unicodeScalars
        let cut = scalars.index(scalars.startIndex, offsetBy: contentLimit, limitedBy: scalars.endIndex)
        return cut.map { String(text[..<$0]) } ?? text
    }

    private static func senderID(_ member: JSONMember?) throws(JSONProblem) -> SenderID? {
        switch member {
        case nil, .null: return nil
        case .string(let text):
            // An empty name would make one job of all that carry it; a control character would travel into logs.
            guard (1...senderIDLimit).contains(text.utf8.count), text.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F })
            else {
                throw JSONProblem(message: "job_id must have 1 to \(senderIDLimit) bytes, no control characters")
            }
            return .text(text)
        case .some(let other):
            guard let number = other.integer else {
                throw JSONProblem(message: "job_id must be a string or an integer")
            }
            return .number(number)
        }
    }
}

extension PostSummary.SenderID {
    var json: JSONOutput {
        switch self {
        case .text(let text): .string(text)
        case .number(let number): .integer(number)
        }
    }
}
