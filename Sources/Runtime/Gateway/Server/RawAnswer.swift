// SPDX-License-Identifier: Apache-2.0
import HTTPErrorAnswers
import JSON

/// An answer to a peer whose body is not waited for any longer.
struct RawAnswer: Sendable {
    let status: UInt32
    let phrase: String
    let error: String

    static let bodyTooLate = RawAnswer(
        status: 408,
        phrase: "Request Timeout",
        error: "the body did not come in time"
    )

    static func bodyTooLong(_ limit: Int) -> RawAnswer {
        RawAnswer(status: 413, phrase: "Content Too Large", error: "the body is longer than \(limit) bytes")
    }

    static let tooManyBodies = RawAnswer(
        status: 503,
        phrase: "Service Unavailable",
        error: "too many bodies at once"
    )

    /// Writes it and ends the output; does not block.
    func send(to socket: Int32, requestID: String) {
        let body = JSONOutput.object([("error", .string(error))]).bytes
        body.withUnsafeBytes { bytes in
            mortise_answer_and_end(
                socket,
                status,
                phrase,
                bytes.assumingMemoryBound(to: CChar.self).baseAddress,
                bytes.count,
                requestID
            )
        }
    }
}
