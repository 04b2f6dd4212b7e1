// SPDX-License-Identifier: Apache-2.0
import FoundationEssentials
import JSON
public import Jobs
public import Queue
import Signing

/// Writes the body of the callback that a contract expects. Here, and nowhere else behind Gateway, a job's
/// contract matters.
public struct CallbackComposer: Sendable {
    private let clock: any WallClock

    /// - Parameter clock: says when a job ended.
    public init(clock: any WallClock) { self.clock = clock }

    /// Nil when the job has no one to tell, or its contract nothing to say.
    public func callback(for job: JobRecord, _ state: JobState, result: [UInt8]?, error: JobError?) -> NewCallback? {
        guard let reply = job.reply, state.isTerminal else { return nil }
        let body: [UInt8]? =
            switch reply.contract {
            case "A": PostSummaryCallback(echo: reply.echo, state: state, result: result, error: error).body
            case "B":
                DocumentSummaryCallback(job: job, echo: reply.echo, state: state, result: result, error: error).body
            case "native":
                NativeCallback(job: job, echo: reply.echo, state: state, result: result, error: error, at: clock.now())
                    .body
            default: nil
            }
        return body.map {
            NewCallback(
                id: Self.id(of: job),
                site: job.site,
                contract: reply.contract,
                url: reply.url,
                body: $0
            )
        }
    }

    /// The job's id and how often it was queued again by hand: a host that goes on from a backup, and runs the job once
    /// more, calls back under the name that the receiver knows.
    /// A UUID version 8 (RFC 9562, 5.8) made of a digest of both.
    private static func id(of job: JobRecord) -> CallbackID {
        let digest = Array(hexadecimal(sha256(Array("\(job.id.text) \(job.retries)".utf8))))
        let groups = [digest[0..<8], digest[8..<12], ["8"] + digest[12..<15], ["9"] + digest[15..<18], digest[18..<30]]
        return CallbackID(groups.map { String($0) }.joined(separator: "-"))
    }
}

/// Contract A's callback: `post_id`, `status` `ok` with `summary` or `error` with `error`, and the sender's own
/// `job_id` if it gave one.
private struct PostSummaryCallback {
    private struct Echo: Codable {
        var postId: Int64
        var jobId: EchoedID?
    }
    private struct Result: Decodable { var summary: String }
    private struct Body: Encodable {
        var postId: Int64
        var jobId: EchoedID?
        var status: String
        var summary: String?
        var error: String?
    }
    /// An id that keeps the JSON type that the sender gave it.
    private enum EchoedID: Codable {
        case number(Int64)
        case text(String)

        init(from decoder: any Decoder) throws {
            let value = try decoder.singleValueContainer()
            self =
                if let number = try? value.decode(Int64.self) { .number(number) } else {
                    .text(try value.decode(String.self))
                }
        }
        func encode(to encoder: any Encoder) throws {
            var value = encoder.singleValueContainer()
            switch self {
            case .number(let number): try value.encode(number)
            case .text(let text): try value.encode(text)
            }
        }
    }

    /// Code points of an error text that the receiver keeps.
    private static let errorLimit = 300

    let echo: String
    let state: JobState
    let result: [UInt8]?
    let error: JobError?

    /// The exact bytes to send; nil when the echo is not one that Gateway wrote.
    var body: [UInt8]? {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        guard let echo = try? decoder.decode(Echo.self, from: Data(echo.utf8)) else { return nil }
        var body = Body(postId: echo.postId, jobId: echo.jobId, status: "ok")
        let summary = result.flatMap { try? JSONDecoder().decode(Result.self, from: Data($0)).summary }
        if state == .succeeded, let summary {
            body.summary = summary
        } else {
            body.status = "error"
            let text = error?.message ?? (state == .cancelled ? "the job was cancelled" : "the result holds no summary")
            var cut = String.UnicodeScalarView()
            cut.append(contentsOf: text.unicodeScalars.prefix(Self.errorLimit))
            body.error = String(cut)
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = .withoutEscapingSlashes
        encoder.keyEncodingStrategy = .convertToSnakeCase
        return (try? encoder.encode(body)).map { Array($0) }
    }
}
