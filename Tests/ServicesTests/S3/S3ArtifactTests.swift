// SPDX-License-Identifier: Apache-2.0
import Buffers
import Destinations
import Foundation
import Jobs
import Signing
import TestServers
import Testing

@testable import Outbound
@testable import Services

/// What is true of a bucket alone, against moto's server.
@Suite("S3", .enabled(if: ObjectStorage.isInstalled, ObjectStorage.missing), .timeLimit(.minutes(3)), .serialized)
struct S3ArtifactTests {
    @Test("An artifact's key is the object's, and behind a prefix where there is one")
    func objectKeys() async throws {
        let port = try await ObjectStorage.port
        let bucket = try await ObjectStorage.makeBucket()
        for prefix in ["", "artifacts/blog"] {
            let store = try ObjectStorage.store(bucket, port: port, prefix: prefix)
            _ = try await S3Artifacts.put(store).get()
            let listing = try await ObjectStorage.ask("GET", "/\(bucket)?list-type=2", port: port).text
            let key = (prefix.isEmpty ? "" : prefix + "/") + "processed/job-1/text.txt"
            #expect(listing.contains("<Key>\(key)</Key>"), "\(listing)")
        }
    }

    @Test("20 MB go in parts and come back byte for byte")
    func parts() async throws {
        try await S3Proxy.with { proxy in
            let bucket = try await ObjectStorage.makeBucket()
            let store = try ObjectStorage.store(bucket, port: proxy.port)
            let stored = try await S3Artifacts.put(store, size: S3Artifacts.large).get()
            #expect(stored.size == S3Artifacts.large)
            #expect(stored.sha256 == hexadecimal(sha256(S3Artifacts.content(S3Artifacts.large))))
            #expect(try await S3Artifacts.isKept(store, size: S3Artifacts.large))
            let part = "PUT partNumber uploadId"
            #expect(try await proxy.passed == ["POST uploads", part, part, part, "POST uploadId", "GET"])
            #expect(try await proxy.requests.map(\.length).prefix(4) == [0, 8 << 20, 8 << 20, 20_000_000 - (16 << 20)])
            #expect(try await S3Artifacts.openUploads(bucket) == 0)
            // Not a byte more than fits in one part, and not one less.
            _ = try await S3Artifacts.put(store, "a", size: 8 << 20).get()
            _ = try await S3Artifacts.put(store, "b", size: 8 << 20 + 1).get()
            #expect(try await proxy.passed.dropFirst(6) == ["PUT", "POST uploads", part, part, "POST uploadId"])
        }
    }

    @Test("What is sent: type, hash, checksum, session token, each signed")
    func headers() async throws {
        try await S3Proxy.with { proxy in
            var credentials = ObjectStorage.credentials
            credentials.sessionToken = Secret(text: "the-session-token")
            let bucket = try await ObjectStorage.makeBucket()
            _ = try await S3Artifacts.put(ObjectStorage.store(bucket, port: proxy.port, credentials: credentials)).get()
            let sent = try #require(try await proxy.requests.first)
            let hash = sha256(S3Artifacts.content(100))
            #expect(sent.header("x-amz-content-sha256") == hexadecimal(hash))
            #expect(sent.header("x-amz-checksum-sha256") == Base64.encode(hash))
            #expect(sent.header("x-amz-meta-sha256") == hexadecimal(hash))
            #expect(sent.header("content-type") == "text/plain; charset=utf-8")
            #expect(sent.header("x-amz-security-token") == "the-session-token")
            #expect(sent.header("host") == "127.0.0.1:\(proxy.port)")
            #expect(sent.header("expect") == nil && sent.length == 100)
            let signed = try #require(sent.header("authorization"))
            #expect(
                signed.contains(
                    "SignedHeaders=content-type;host;x-amz-checksum-sha256;x-amz-content-sha256;x-amz-date;"
                        + "x-amz-meta-sha256;x-amz-security-token,"
                )
            )
        }
    }

    @Test("By host name, the bucket is in the Host header and not in the path")
    func virtualHosts() async throws {
        try await S3Proxy.with { proxy in
            let bucket = try await ObjectStorage.makeBucket()
            var options = CurlClient.Options()
            options.pinnedNames = ["\(bucket).storage.test:\(proxy.port):127.0.0.1"]
            let client = try CurlClient(options: options)
            defer { client.close() }
            try await proxy.set([S3Proxy.Rule(do: "answer", status: 200, body: "")])
            let store = try ObjectStorage.store(
                bucket,
                port: proxy.port,
                addressing: .virtual,
                host: "storage.test",
                client: client
            )
            _ = try await S3Artifacts.put(store).get()
            let sent = try #require(try await proxy.requests.first)
            #expect(sent.header("host") == "\(bucket).storage.test:\(proxy.port)")
            #expect(sent.target == "/processed/job-1/text.txt")
        }
    }

    @Test(
        "Where requests go",
        arguments: [
            ("files", nil, nil, "https://files.s3.eu-west-1.amazonaws.com", "/k"),
            ("my.files", nil, nil, "https://s3.eu-west-1.amazonaws.com", "/my.files/k"),
            ("files", nil, .path, "https://s3.eu-west-1.amazonaws.com", "/files/k"),
            ("files", "http://minio:9000", nil, "http://minio:9000", "/files/k"),
            ("files", "https://s.example.org", .virtual, "https://files.s.example.org", "/k"),
        ] as [(String, String?, S3Bucket.Addressing?, String, String)]
    )
    func addresses(
        _ name: String,
        _ endpoint: String?,
        _ addressing: S3Bucket.Addressing?,
        _ origin: String,
        _ path: String
    ) throws {
        let bucket = try S3Bucket(
            name: name,
            region: "eu-west-1",
            endpoint: try endpoint.map { try HTTPURL($0) },
            addressing: addressing,
            credentials: ObjectStorage.credentials
        )
        #expect(bucket.origin.origin == origin)
        #expect(bucket.path(try #require(ArtifactKey("k"))) == path)
        #expect("https://\(bucket.host)" == origin || "http://\(bucket.host)" == origin)
        // That place, wherever its name leads, and no other.
        let rule = bucket.destinations
        #expect(rule.refusal(ofURL: origin + path) == nil)
        #expect(rule.refusal(ofURL: "https://other.example.org/") != nil)
        let inside = try #require(IPAddress("10.1.2.3"))
        let url = bucket.origin
        #expect(rule.admits(address: inside, host: url.host.description, port: url.port, isTLS: url.isTLS))
    }

    @Test("Every character that a key may have")
    func characters() async throws {
        let store = try ObjectStorage.store(try await ObjectStorage.makeBucket(), port: try await ObjectStorage.port)
        let all = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-"
        let keys =
            [all, all + "/" + all, "..a/a../...", "_-", String(repeating: "a/", count: 255) + "ab"]
            + all.filter { $0 != "." }.map(String.init)
        for (number, key) in keys.enumerated() {
            _ = try await S3Artifacts.put(store, key, size: number).get()
        }
        for (number, key) in keys.enumerated() {
            #expect(try await S3Artifacts.isKept(store, key, size: number), "\(key)")
        }
    }

    @Test("Another site's artifacts are refused, whoever asks")
    func anotherSite() async throws {
        let store = try ObjectStorage.store(try await ObjectStorage.makeBucket(), port: try await ObjectStorage.port)
        let key = try #require(ArtifactKey("k"))
        let other = try #require(SiteID("news"))
        await #expect(throws: ArtifactError.self) { try await store.read(key, site: other, limit: 10) }
        await #expect(throws: ArtifactError.self) {
            try await store.put(.bytes([1]), key: key, mediaType: "a/b", site: other)
        }
    }

    @Test("An object that is not what was stored is not given")
    func damaged() async throws {
        let bucket = try await ObjectStorage.makeBucket()
        let store = try ObjectStorage.store(bucket, port: try await ObjectStorage.port)
        _ = try await S3Artifacts.put(store).get()
        try await S3Proxy.with([
            S3Proxy.Rule(
                method: "GET",
                do: "answer",
                status: 200,
                body: "other",
                headers: ["x-amz-meta-sha256": hexadecimal(sha256(S3Artifacts.content(100)))]
            )
        ]) { proxy in
            let through = try ObjectStorage.store(bucket, port: proxy.port)
            let error = await #expect(throws: ArtifactError.self) { try await S3Artifacts.bytes(through) }
            #expect(error?.message.contains("SHA-256 is another") == true)
        }
    }

    @Test("doctor's probe leaves nothing behind")
    func probe() async throws {
        let port = try await ObjectStorage.port
        let bucket = try await ObjectStorage.makeBucket()
        #expect(try await ObjectStorage.store(bucket, port: port, prefix: "p").probe(name: "1") == nil)
        #expect(try await !ObjectStorage.ask("GET", "/\(bucket)?list-type=2", port: port).text.contains("<Key>"))
        try await S3Proxy.with([.answer(403, "AccessDenied", method: "DELETE")]) { proxy in
            let note = try await ObjectStorage.store(bucket, port: proxy.port).probe(name: "1")
            #expect(note?.contains("was not removed: access was denied") == true, "\(note ?? "")")
        }
        let error = await #expect(throws: ArtifactError.self) {
            try await ObjectStorage.store("no-such-bucket-here", port: port).probe(name: "1")
        }
        #expect(error?.message.contains("has no such bucket") == true)
    }
}
