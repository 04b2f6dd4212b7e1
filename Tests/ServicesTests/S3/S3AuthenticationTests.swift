// SPDX-License-Identifier: Apache-2.0
import Foundation
import Jobs
import Signing
import TestServers
import Testing

@testable import Services

/// Keys that a server checks. moto's checks are the server's, so it has one of its own.
@Suite("S3, keys", .enabled(if: ObjectStorage.isInstalled, ObjectStorage.missing), .timeLimit(.minutes(3)))
struct S3AuthenticationTests {
    @Test("Right ones pass; an unknown id, a wrong secret and a key without rights are told apart")
    func keys() async throws {
        let server = try await ChildServer.start("moto_server.py", python: ChildServer.packages ?? "python3")
        defer { server.stop() }
        let made = try await ObjectStorage.ask("PUT", "/files", port: server.port)
        #expect(made.status == 200)
        let owner = try await user("owner", allowed: true, server.port)
        let guest = try await user("guest", allowed: false, server.port)
        // From the next call on, every one is checked.
        let reset = try await ObjectStorage.ask("POST", "/moto-api/reset-auth", port: server.port, body: "0")
        #expect(reset.status == 200)

        for size in [100, 5_000_000, S3Artifacts.large] {
            let store = try ObjectStorage.store("files", port: server.port, credentials: owner)
            _ = try await S3Artifacts.put(store, size: size).get()
            #expect(try await S3Artifacts.isKept(store, size: size))

            var credentials = owner
            credentials.secretKey = Secret(text: "wrong-secret")
            var words = try await sentence(server.port, credentials, size)
            #expect(words.contains("the signature does not match; check AWS_SECRET_ACCESS_KEY"), "\(words)")

            credentials.accessKeyID = Secret(text: "AKIAIOSFODNN7UNKNOWN")
            words = try await sentence(server.port, credentials, size)
            #expect(words.contains("does not know the access key; check AWS_ACCESS_KEY_ID"), "\(words)")

            words = try await sentence(server.port, guest, size)
            #expect(words.contains("access was denied; allow s3:PutObject"), "\(words)")
        }
    }

    private func sentence(_ port: Int, _ credentials: AWSCredentials, _ size: Int) async throws -> String {
        let store = try ObjectStorage.store("files", port: port, credentials: credentials)
        return try S3Artifacts.error(try await S3Artifacts.put(store, size: size), bucket: "files").message
    }

    /// A user of moto's IAM, through its query protocol.
    private func user(
        _ name: String,
        allowed: Bool,
        _ port: Int
    ) async throws -> AWSCredentials {
        func iam(_ action: String, _ more: [String: String] = [:]) async throws -> String {
            var form = URLComponents()
            form.queryItems =
                [URLQueryItem(name: "Action", value: action), URLQueryItem(name: "UserName", value: name)]
                + more.map { URLQueryItem(name: $0, value: $1) }
            let body = (form.percentEncodedQuery ?? "") + "&Version=2010-05-08"
            let request = SignedRequest(
                method: "POST",
                path: "/",
                headers: [("host", "127.0.0.1:\(port)"), ("content-type", "application/x-www-form-urlencoded")],
                contentHash: hexadecimal(sha256(Array(body.utf8)))
            )
            let headers = SignatureV4(credentials: ObjectStorage.credentials, region: "us-east-1", service: "iam")
                .sign(request, unixSeconds: SystemClock().now().seconds).filter { $0.name != "host" }
            let answer = try await ObjectStorage.ask("POST", "/", port: port, body: body, headers: headers)
            try #require(answer.status == 200, "\(answer)")
            return answer.text
        }
        _ = try await iam("CreateUser")
        if allowed {
            let policy = #"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"}]}"#
            _ = try await iam("PutUserPolicy", ["PolicyName": "all", "PolicyDocument": policy])
        }
        let answer = try #require(XMLElement.read(Array(try await iam("CreateAccessKey").utf8)))
        let key = try #require(answer["CreateAccessKeyResult"]?["AccessKey"])
        return AWSCredentials(
            accessKeyID: Secret(text: try #require(key["AccessKeyId"]?.text)),
            secretKey: Secret(text: try #require(key["SecretAccessKey"]?.text))
        )
    }
}
