// SPDX-License-Identifier: Apache-2.0
import JSON
import Jobs
import Signing

/// Contract A, as `SignedIntake` takes it in.
extension PostSummary: SignedBody {
    static let contract = "A"
    static let noun = "the post"
    static let timestampName = "timestamp"

    static func terms(of door: SiteDoor) -> SignedTerms? {
        guard !door.secret.isEmpty else { return nil }
        return SignedTerms(
            secret: door.secret,
            settings: door.settings,
            retry: door.retry,
            callbackRefusal: door.callbackRefusal
        )
    }

    func refusal(at door: SiteDoor) -> String? { nil }

    func echo(at door: SiteDoor) -> String { echo }

    func key(of body: [UInt8]) -> String {
        senderID.map { "id:" + $0.text } ?? "sha256:" + hexadecimal(sha256(body))
    }

    func answer(_ id: JobID) -> JSONOutput {
        .object([
            ("queued", .bool(true)), ("id", .string(id.text)), ("job_id", senderID?.json ?? .string(id.text)),
        ])
    }
}
