// SPDX-License-Identifier: Apache-2.0
import Destinations
import Foundation
import Outbound
import Signing
import Waiting

/// A site that sends posts by contract A.
struct Site: Sendable {
    private struct Post: Encodable {
        var postId: Int
        var title: String
        var content: String
        var callbackUrl: String
        var timestamp: Int
        var jobId: String
    }

    let client: CurlClient
    let callback: String

    /// The status of the answer and its JSON.
    func send(_ job: String, post: Int, content: String, port: Int) async throws -> (status: Int, body: String) {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        let body = Array(
            try encoder.encode(
                Post(
                    postId: post,
                    title: "Post \(post)",
                    content: content,
                    callbackUrl: callback,
                    timestamp: Int(Date().timeIntervalSince1970),
                    jobId: job
                )
            )
        )
        let signature = BodySignature.sign(body: body, secret: Secret(text: TestHost.secret))
        let response = try await client.send(
            OutboundRequest(
                url: "http://127.0.0.1:\(port)/jobs",
                headers: [("Content-Type", "application/json"), ("X-AI-Signature", signature)],
                body: body,
                timeout: 10,
                destinations: DestinationRule(
                    list: try AllowList(parsing: "127.0.0.1"),
                    unlisted: .listedOnly,
                    requiresTLS: false
                )
            )
        )
        return (response.status, String(decoding: response.body, as: UTF8.self))
    }

    /// Sends until it is accepted, as a sender does that keeps its own list: same key every time.
    func insist(_ job: String, post: Int, content: String, port: @Sendable () -> Int) async throws {
        try await eventually("acceptance of \(job)", within: 60) {
            (try? await send(job, post: post, content: content, port: port()))?.status == 200
        }
    }
}
