// SPDX-License-Identifier: Apache-2.0
import Buffers
import Glibc
import Jobs
import Testing

@testable import Services

/// What the tests of S3 store and read.
enum S3Artifacts {
    /// Bytes of what goes in three parts.
    static let large = 20_000_000

    /// Differs from part to part. Made once: unoptimised, that takes a second, and tests run side by side.
    private static let most: [UInt8] = (0..<large).map { UInt8(truncatingIfNeeded: $0 &* 31 ^ $0 >> 11 ^ $0 >> 19) }

    static func content(_ size: Int) -> [UInt8] { Array(most[..<size]) }

    static func put(
        _ store: S3ArtifactStore,
        _ key: String = "processed/job-1/text.txt",
        size: Int = 100
    ) async throws -> Result<StoredArtifact, ArtifactError> {
        let file = try MemoryFile.holding(content(size))
        let key = try #require(ArtifactKey(key))
        do throws(ArtifactError) {
            return .success(
                try await store.put(
                    .file(file, length: size),
                    key: key,
                    mediaType: "text/plain; charset=utf-8",
                    site: store.site
                )
            )
        } catch {
            return .failure(error)
        }
    }

    /// Nil when there is nothing.
    static func bytes(_ store: S3ArtifactStore, _ key: String = "processed/job-1/text.txt") async throws -> [UInt8]? {
        let key = try #require(ArtifactKey(key))
        return try await store.read(key, site: store.site, limit: 1 << 25)?.1.bytes()
    }

    /// Whether the store holds the content of this size, byte for byte.
    static func isKept(
        _ store: S3ArtifactStore,
        _ key: String = "processed/job-1/text.txt",
        size: Int
    ) async throws -> Bool {
        guard let found = try await bytes(store, key), found.count == size else { return false }
        return found.withUnsafeBytes { found in
            most.withUnsafeBytes { most in
                found.baseAddress.map { memcmp($0, most.baseAddress ?? $0, size) == 0 } ?? true
            }
        }
    }

    /// The error of a call that fails, whose sentence names bucket and key and no secret.
    static func error(
        _ result: Result<StoredArtifact, ArtifactError>,
        bucket: String,
        _ location: SourceLocation = #_sourceLocation
    ) throws -> ArtifactError {
        guard case .failure(let error) = result else {
            Issue.record("it was stored", sourceLocation: location)
            throw ArtifactError(.unavailable, "")
        }
        #expect(error.message.contains("bucket \(bucket)"), "\(error)", sourceLocation: location)
        #expect(error.message.contains("processed/job-1/text.txt"), "\(error)", sourceLocation: location)
        for secret in ["wJalr", "the-session-token", "wrong-secret"] {
            #expect(!error.message.contains(secret), "\(error)", sourceLocation: location)
        }
        return error
    }

    /// Uploads that were begun and neither joined nor aborted.
    static func openUploads(_ bucket: String) async throws -> Int {
        let port = try await ObjectStorage.port
        return try await ObjectStorage.ask("GET", "/\(bucket)?uploads", port: port).text.ranges(of: "<UploadId>").count
    }
}
