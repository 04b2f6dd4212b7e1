// SPDX-License-Identifier: Apache-2.0
public import Buffers
public import Jobs
public import Outbound
import Signing

/// A site's artifacts as objects of a bucket, under their keys behind the bucket's prefix.
///
/// Nothing is copied whole: content is hashed piece by piece, then read again while it is sent. The server compares
/// what arrives with the hash, so content that changes between the two is refused instead of kept. What is kept is
/// durable as far as the server keeps what it acknowledged.
public final class S3ArtifactStore: ArtifactStore {
    /// Bytes of one part, and of the largest object that is sent in one request.
    static let part = 8 << 20
    /// Under this name each object carries the SHA-256 of its content.
    static let hashHeader = "x-amz-meta-sha256"

    let site: SiteID
    let client: S3Client
    private let threads: DiskThreads

    /// - Parameters:
    ///   - site: the only one that is served: another's data is not in this bucket, or behind another prefix.
    ///   - threads: hash.
    ///   - clock: dates signatures.
    public convenience init(
        bucket: S3Bucket,
        site: SiteID,
        client: any HTTPClient,
        threads: DiskThreads,
        clock: any WallClock
    ) {
        self.init(bucket: bucket, site: site, client: client, threads: threads, clock: clock, pace: .machine)
    }

    init(
        bucket: S3Bucket,
        site: SiteID,
        client: any HTTPClient,
        threads: DiskThreads,
        clock: any WallClock,
        pace: CallPace
    ) {
        self.site = site
        self.client = S3Client(bucket: bucket, client: client, clock: clock, pace: pace)
        self.threads = threads
    }

    public func put(
        _ content: ArtifactContent,
        key: ArtifactKey,
        mediaType: String,
        site: SiteID
    ) async throws(ArtifactError) -> StoredArtifact {
        try check(site)
        let content = try S3Content(content)
        let hashes = try await onThread { content.hashes(part: Self.part) }.get()
        let hash = hexadecimal(hashes.whole)
        let headers = [("content-type", mediaType), (Self.hashHeader, hash)]
        do throws(S3Failure) {
            if content.length <= Self.part {
                var call = S3Call(method: "PUT", key: key, headers: headers)
                call.carry(content.piece(0, content.length), hash: hashes.whole)
                _ = try await client.send(call)
            } else {
                try await S3Upload(client: client, key: key, content: content, hashes: hashes).run(headers)
            }
        } catch {
            throw error.artifactError("stored", key, in: client.bucket)
        }
        return StoredArtifact(key: key, size: content.length, sha256: hash, mediaType: mediaType)
    }

    public func read(
        _ key: ArtifactKey,
        site: SiteID,
        limit: Int
    ) async throws(ArtifactError) -> (StoredArtifact, MemoryFile)? {
        try check(site)
        let sink = ObjectSink(limit: limit)
        var call = S3Call(method: "GET", key: key, headers: [("accept-encoding", "identity")])
        call.timeout = S3Call.seconds(for: limit)
        call.sink = sink
        let response: OutboundResponse
        do throws(S3Failure) {
            response = try await client.send(call)
        } catch {
            if error.refusal?.code == "NoSuchKey" { return nil }
            throw error.artifactError("read", key, in: client.bucket)
        }
        let found = "the artifact \(client.bucket.object(key)) in the bucket \(client.bucket.name)"
        let file = try sink.take(of: found, response)
        let hashes = try await onThread { S3Content(file: file, length: file.size).hashes(part: .max) }.get()
        let hash = hexadecimal(hashes.whole)
        if let kept = response.header(Self.hashHeader), kept != hash {
            throw ArtifactError(.unavailable, "\(found) is not what was stored: its SHA-256 is another; store it again")
        }
        let type = response.header("content-type") ?? "application/octet-stream"
        return (StoredArtifact(key: key, size: file.size, sha256: hash, mediaType: type), file)
    }

    /// One site's prefix must never serve another's.
    private func check(_ site: SiteID) throws(ArtifactError) {
        guard site == self.site else {
            throw ArtifactError(.unavailable, "the bucket \(client.bucket.name) is not of site \(site.name)")
        }
    }

    private func onThread<Value: Sendable>(
        _ work: @escaping @Sendable () -> Value
    ) async throws(ArtifactError) -> Value {
        guard let value = await threads.run(work) else {
            throw ArtifactError(.unavailable, "artifacts cannot be used: the host is stopping")
        }
        return value
    }
}
