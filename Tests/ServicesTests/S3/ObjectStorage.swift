// SPDX-License-Identifier: Apache-2.0
import Buffers
import Destinations
import Foundation
import Jobs
import Outbound
import Signing
import TestServers
import Testing

@testable import Services

/// moto's server, an independent implementation of S3, and ways to its buckets.
enum ObjectStorage {
    static let isInstalled: Bool = {
        guard let python = ChildServer.packages else { return false }
        let library = python.dropLast("bin/python".count) + "lib"
        let versions = (try? FileManager.default.contentsOfDirectory(atPath: String(library))) ?? []
        return versions.contains {
            FileManager.default.fileExists(atPath: "\(library)/\($0)/site-packages/moto/server.py")
        }
    }()
    static let missing: Comment = "moto is not installed: run scripts/setup test"

    /// One server for all; it ends with the test process, whose pipe it reads.
    private static let shared = Task {
        try await ChildServer.start("moto_server.py", python: ChildServer.packages ?? "python3")
    }
    static let client = Result { try CurlClient() }
    static let threads = Result { try DiskThreads(count: 2) }

    static var port: Int { get async throws { try await shared.value.port } }

    static let credentials = AWSCredentials(
        accessKeyID: Secret(text: "AKIAIOSFODNN7EXAMPLE"),
        secretKey: Secret(text: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")
    )

    /// A store of a bucket at a port of this machine.
    static func store(
        _ bucket: String,
        port: Int,
        prefix: String = "",
        site: String = "blog",
        addressing: S3Bucket.Addressing? = nil,
        host: String = "127.0.0.1",
        credentials: AWSCredentials = credentials,
        region: String = "us-east-1",
        client: (any HTTPClient)? = nil,
        clock: any WallClock = SystemClock()
    ) throws -> S3ArtifactStore {
        S3ArtifactStore(
            bucket: try S3Bucket(
                name: bucket,
                region: region,
                endpoint: try HTTPURL("http://\(host):\(port)"),
                addressing: addressing,
                prefix: prefix,
                credentials: credentials
            ),
            site: try #require(SiteID(site)),
            client: try client ?? Self.client.get(),
            threads: try threads.get(),
            clock: clock,
            // What is waited for in life is not waited for here.
            pace: CallPace(jitter: { 0 }, now: { 0 }, sleep: { _ in })
        )
    }

    /// Any request to the server, not signed.
    static func ask(
        _ method: String,
        _ path: String,
        port: Int,
        body: String = "",
        headers: [(name: String, value: String)] = []
    ) async throws -> (status: Int, text: String) {
        let response = try await client.get().send(
            OutboundRequest(
                method: method,
                url: "http://127.0.0.1:\(port)\(path)",
                headers: headers,
                body: Array(body.utf8),
                timeout: 20,
                responseLimit: 1 << 22,
                destinations: DestinationRule(
                    list: try AllowList(parsing: "127.0.0.1"),
                    unlisted: .listedOnly,
                    requiresTLS: false
                )
            )
        )
        return (response.status, String(decoding: response.body, as: UTF8.self))
    }

    /// A bucket of one test's own.
    static func makeBucket(_ name: String = "test-\(UUID().uuidString.lowercased())") async throws -> String {
        let answer = try await ask("PUT", "/\(name)", port: try await port)
        try #require(answer.status == 200, "\(answer)")
        return name
    }

    /// The bucket of a test's folder, which any number of stores may be opened over.
    static func bucket(ofFolder folder: String) async throws -> String {
        try await makeBucket(String(folder.split(separator: "/").last ?? "x").lowercased())
    }
}

/// A store for each site, as the host has: each behind a prefix of its own.
struct StoresBySite: ArtifactStore {
    let bucket: String
    let port: Int

    func put(_ content: ArtifactContent, key: ArtifactKey, mediaType: String, site: SiteID) async throws(ArtifactError)
        -> StoredArtifact
    {
        try await store(site).put(content, key: key, mediaType: mediaType, site: site)
    }

    func read(_ key: ArtifactKey, site: SiteID, limit: Int) async throws(ArtifactError) -> (StoredArtifact, MemoryFile)?
    {
        try await store(site).read(key, site: site, limit: limit)
    }

    private func store(_ site: SiteID) throws(ArtifactError) -> S3ArtifactStore {
        do {
            return try ObjectStorage.store(bucket, port: port, prefix: "sites/" + site.name, site: site.name)
        } catch {
            throw ArtifactError(.unavailable, "\(error)")
        }
    }
}
