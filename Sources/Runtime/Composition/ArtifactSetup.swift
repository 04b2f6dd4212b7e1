// SPDX-License-Identifier: Apache-2.0
public import Configuration
import Destinations
public import Jobs
import Outbound
import Services

/// Makes the store of a site that keeps its artifacts in a bucket.
public struct ArtifactSetup: Sendable {
    private let client: any HTTPClient
    private let threads: DiskThreads
    private let clock: any WallClock

    init(client: any HTTPClient, threads: DiskThreads, clock: any WallClock) {
        self.client = client
        self.threads = threads
        self.clock = clock
    }

    /// - Throws: when endpoint and bucket make no usable URL.
    func store(_ choice: BucketChoice, site: SiteID) throws -> S3ArtifactStore {
        let bucket = try S3Bucket(
            name: choice.bucket,
            region: choice.region,
            endpoint: choice.endpoint.map { try HTTPURL($0) },
            addressing: choice.addressing.flatMap { S3Bucket.Addressing(rawValue: $0.rawValue) },
            prefix: choice.prefix,
            credentials: choice.credentials
        )
        return S3ArtifactStore(bucket: bucket, site: site, client: client, threads: threads, clock: clock)
    }

    /// Stores a small object in a site's bucket, reads it, and removes it again.
    /// - Returns: what is worth a look though it works; nil when all is well.
    /// - Throws: an error whose description says what is wrong and what to do.
    public static func probe(_ choice: BucketChoice, site: SiteID) async throws -> String? {
        let client = try CurlClient()
        defer { client.close() }
        let threads = try DiskThreads(count: 1)
        let setup = ArtifactSetup(client: client, threads: threads, clock: SystemClock())
        return try await setup.store(choice, site: site).probe(name: "\(UInt64.random(in: 0...UInt64.max))")
    }
}
