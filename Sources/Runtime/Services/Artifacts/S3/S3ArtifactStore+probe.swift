// SPDX-License-Identifier: Apache-2.0
import Buffers

extension S3ArtifactStore {
    /// Whether the bucket can be used: stores a small object, reads it, and removes it again.
    /// - Parameter name: what no other object has; a segment of a key.
    /// - Returns: what is worth a look though it works; nil when all is well.
    public func probe(name: String) async throws(ArtifactError) -> String? {
        guard let key = ArtifactKey("mortise-doctor/\(name)") else {
            throw ArtifactError(.unavailable, "`\(name)` cannot be part of a key")
        }
        let content = Array("mortise doctor stored this to see whether it can, and could not remove it\n".utf8)
        _ = try await put(.bytes(content), key: key, mediaType: "text/plain", site: site)
        guard let (_, file) = try await read(key, site: site, limit: 1 << 10) else {
            throw ArtifactError(
                .unavailable,
                "the artifact \(client.bucket.object(key)) in the bucket \(client.bucket.name) was stored, and is not "
                    + "there; is the endpoint one server, or several that do not know of each other?"
            )
        }
        withExtendedLifetime(file) {}
        do throws(S3Failure) {
            _ = try await client.send(S3Call(method: "DELETE", key: key))
            return nil
        } catch {
            return error.artifactError("removed", key, in: client.bucket).message
                + " (the host never removes; the object may stay)"
        }
    }
}
