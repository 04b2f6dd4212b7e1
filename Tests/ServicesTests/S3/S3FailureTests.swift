// SPDX-License-Identifier: Apache-2.0
import Foundation
import Jobs
import Signing
import TestServers
import Testing

@testable import Outbound
@testable import Services

/// What goes wrong on the way to a bucket: what is made good, what is taken back, and what the sentences say.
@Suite(
    "S3, failures",
    .enabled(if: ObjectStorage.isInstalled, ObjectStorage.missing),
    .timeLimit(.minutes(3)),
    .serialized
)
struct S3FailureTests {
    private typealias Rule = S3Proxy.Rule

    private static let part = "PUT partNumber uploadId"

    @Test("SlowDown, faults and resets are tried again, for small and large")
    func transient() async throws {
        let bucket = try await ObjectStorage.makeBucket()
        let rules: [[Rule]] = [
            [.answer(503, "SlowDown", times: 4)], [.answer(500, "InternalError", times: 2)],
            [Rule(do: "cut", after: 0)], [Rule(method: "PUT", times: 2, do: "swallow")], [.answer(429, "", times: 1)],
        ]
        for rule in rules {
            try await S3Proxy.with(rule) { proxy in
                let store = try ObjectStorage.store(bucket, port: proxy.port)
                _ = try await S3Artifacts.put(store).get()
                #expect(try await S3Artifacts.isKept(store, size: 100))
            }
        }
    }

    @Test("SlowDown without end is a failure after five requests")
    func overloaded() async throws {
        let bucket = try await ObjectStorage.makeBucket()
        try await S3Proxy.with([.answer(503, "SlowDown", times: 100)]) { proxy in
            let store = try ObjectStorage.store(bucket, port: proxy.port)
            let error = try S3Artifacts.error(try await S3Artifacts.put(store), bucket: bucket)
            #expect(error.code == .unavailable && error.message.contains("overloaded"))
            #expect(try await proxy.requests.count == 5)
        }
    }

    @Test("A connection that is cut in the middle of a part: the part is sent again")
    func cutOnce() async throws {
        let bucket = try await ObjectStorage.makeBucket()
        try await S3Proxy.with([Rule(contains: "partNumber=2", do: "cut", after: 3_000_000)]) { proxy in
            let store = try ObjectStorage.store(bucket, port: proxy.port)
            _ = try await S3Artifacts.put(store, size: S3Artifacts.large).get()
            let part = Self.part
            #expect(try await proxy.passed == ["POST uploads", part, part, part, part, "POST uploadId"])
            #expect(try await S3Artifacts.isKept(store, size: S3Artifacts.large))
        }
    }

    @Test("A connection that is always cut there: nothing is left, and what was there before stays")
    func cutAlways() async throws {
        let bucket = try await ObjectStorage.makeBucket()
        try await S3Proxy.with([Rule(contains: "partNumber=2", times: 99, do: "cut", after: 3_000_000)]) { proxy in
            let store = try ObjectStorage.store(bucket, port: proxy.port)
            _ = try await S3Artifacts.put(store, size: 10).get()
            let error = try S3Artifacts.error(
                try await S3Artifacts.put(store, size: S3Artifacts.large),
                bucket: bucket
            )
            #expect(error.code == .unavailable && error.message.contains("check the endpoint"))
            #expect(try await proxy.passed.last == "DELETE uploadId")
            #expect(try await proxy.passed.count { $0 == Self.part } == 6)
            #expect(try await S3Artifacts.openUploads(bucket) == 0)
            #expect(try await S3Artifacts.isKept(store, size: 10))
        }
    }

    @Test("200 for joining the parts, with an error in its body: tried again, or a failure and an abort")
    func errorBehind200() async throws {
        let bucket = try await ObjectStorage.makeBucket()
        let join = { Rule.answer(200, $0, method: "POST", contains: "uploadId", times: $1) }
        try await S3Proxy.with([join("InternalError", 2)]) { proxy in
            let store = try ObjectStorage.store(bucket, port: proxy.port)
            _ = try await S3Artifacts.put(store, size: S3Artifacts.large).get()
            #expect(try await S3Artifacts.isKept(store, size: S3Artifacts.large))
        }
        try await S3Proxy.with([join("InvalidPart", 1)]) { proxy in
            let store = try ObjectStorage.store(bucket, port: proxy.port, prefix: "p")
            let error = try S3Artifacts.error(
                try await S3Artifacts.put(store, size: S3Artifacts.large),
                bucket: bucket
            )
            #expect(error.message.contains("200 InvalidPart (said by the server)"), "\(error)")
            #expect(try await proxy.passed.last == "DELETE uploadId")
            #expect(try await S3Artifacts.openUploads(bucket) == 0)
            #expect(try await S3Artifacts.bytes(store) == nil)
        }
    }

    @Test("The parts were joined and the answer was lost: the object is found to be there")
    func lostAnswer() async throws {
        let bucket = try await ObjectStorage.makeBucket()
        // The server knows nothing of the upload any more.
        let again = Rule.answer(404, "NoSuchUpload", method: "POST", contains: "uploadId")
        try await S3Proxy.with([Rule(method: "POST", contains: "uploadId", do: "swallow"), again]) { proxy in
            let store = try ObjectStorage.store(bucket, port: proxy.port)
            _ = try await S3Artifacts.put(store, size: S3Artifacts.large).get()
            let passed = try await proxy.passed
            #expect(passed.suffix(3) == ["POST uploadId", "POST uploadId", "HEAD"], "\(passed)")
            #expect(try await S3Artifacts.isKept(store, size: S3Artifacts.large))
        }
    }

    @Test("An upload whose task is cancelled is aborted")
    func cancelled() async throws {
        let bucket = try await ObjectStorage.makeBucket()
        try await S3Proxy.with([Rule(contains: "partNumber=2", do: "stall")]) { proxy in
            let store = try ObjectStorage.store(bucket, port: proxy.port)
            let task = Task { try await S3Artifacts.put(store, size: S3Artifacts.large) }
            while try await proxy.requests.count < 3 {}
            task.cancel()
            let error = try S3Artifacts.error(try await task.value, bucket: bucket)
            #expect(error.code == .unavailable)
            #expect(try await proxy.passed.last == "DELETE uploadId")
            #expect(try await S3Artifacts.openUploads(bucket) == 0)
        }
    }

    @Test("A missing bucket is not a missing artifact")
    func noBucket() async throws {
        let store = try ObjectStorage.store("no-such-bucket-here", port: try await ObjectStorage.port)
        for size in [100, S3Artifacts.large] {
            let error = try S3Artifacts.error(
                try await S3Artifacts.put(store, size: size),
                bucket: "no-such-bucket-here"
            )
            #expect(error.message.contains("create it, or correct AWS_STORAGE_BUCKET_NAME"), "\(error)")
        }
        let error = await #expect(throws: ArtifactError.self) { try await S3Artifacts.bytes(store) }
        #expect(error?.message.contains("no such bucket") == true)
    }

    @Test("Nobody listens")
    func refusedConnection() async throws {
        let free = try await ChildServer.with("s3_proxy.py") { $0.port }
        let store = try ObjectStorage.store("files", port: free)
        let error = try S3Artifacts.error(try await S3Artifacts.put(store), bucket: "files")
        #expect(error.code == .unavailable && error.message.contains("127.0.0.1:\(free)"), "\(error)")
        #expect(error.message.contains("Connection refused"), "\(error)")
    }

    @Test(
        "What the answers mean",
        arguments: [
            (403, "AccessDenied", "", "allow s3:PutObject", ArtifactError.Code.unavailable),
            (403, "InvalidAccessKeyId", "", "check AWS_ACCESS_KEY_ID", .unavailable),
            (403, "SignatureDoesNotMatch", "", "check AWS_SECRET_ACCESS_KEY", .unavailable),
            (400, "ExpiredToken", "", "set AWS_SESSION_TOKEN", .unavailable),
            (403, "RequestTimeTooSkewed", "", "clock is more than 15 minutes off", .unavailable),
            (400, "AuthorizationHeaderMalformed", "<Region>eu-west-3</Region>", "to eu-west-3", .unavailable),
            (301, "PermanentRedirect", "<Region>eu-west-3</Region>", "set AWS_S3_REGION_NAME", .unavailable),
            (400, "BadDigest", "", "changed while it was being stored", .unavailable),
            (403, "QuotaExceeded", "", "raise the quota", .full),
            (507, "", "", "free room", .full),
            (418, "Teapot", "", "answered 418 Teapot (said by the server)", .unavailable),
            (400, "<script>", "", "answered 400; check", .unavailable),
        ] as [(Int, String, String, String, ArtifactError.Code)]
    )
    func sentences(_ status: Int, _ code: String, _ more: String, _ words: String, _ is: ArtifactError.Code)
        async throws
    {
        try await S3Proxy.with([.answer(status, code, times: 99, more: more)]) { proxy in
            let store = try ObjectStorage.store("files", port: proxy.port)
            let error = try S3Artifacts.error(try await S3Artifacts.put(store), bucket: "files")
            #expect(error.code == `is` && error.message.contains(words), "\(error)")
            #expect(try await proxy.requests.count == 1)
        }
    }

    @Test("An answer that comes before the body was read, on a connection that ends, is read all the same")
    func earlyAnswer() async throws {
        var rule = Rule.answer(403, "AccessDenied", times: 99)
        rule.do = "early"
        try await S3Proxy.with([rule]) { proxy in
            let store = try ObjectStorage.store("files", port: proxy.port)
            let error = try S3Artifacts.error(try await S3Artifacts.put(store, size: 8 << 20), bucket: "files")
            #expect(error.message.contains("access was denied"), "\(error)")
            #expect(try await proxy.requests.count == 1)
        }
    }

    @Test("The region that a redirect names in its header")
    func redirect() async throws {
        let rule = Rule(
            do: "answer",
            status: 307,
            body: "",
            headers: ["x-amz-bucket-region": "ap-south-1", "Location": "http://127.0.0.1:1/"]
        )
        try await S3Proxy.with([rule]) { proxy in
            let store = try ObjectStorage.store("files", port: proxy.port)
            let error = try S3Artifacts.error(try await S3Artifacts.put(store), bucket: "files")
            #expect(error.message.contains("the bucket is in region ap-south-1, not us-east-1"), "\(error)")
        }
    }

    @Test("A server that says back what it was sent is not quoted")
    func echo() async throws {
        var credentials = ObjectStorage.credentials
        credentials.sessionToken = Secret(text: "the-session-token")
        let body = "<Error><Code>Odd</Code><Message>you said the-session-token</Message></Error>"
        try await S3Proxy.with([Rule(do: "answer", status: 400, body: body)]) { proxy in
            let store = try ObjectStorage.store("files", port: proxy.port, credentials: credentials)
            let error = try S3Artifacts.error(try await S3Artifacts.put(store), bucket: "files")
            #expect(error.message.contains("answered 400 Odd; check"), "\(error)")
        }
    }
}
