// SPDX-License-Identifier: Apache-2.0
import Outbound
import Signing

/// One object sent in parts: nothing is to be seen of it before all are there, and what was sent is removed when one
/// fails. Source: "Uploading and copying objects using multipart upload" in the Amazon S3 User Guide.
struct S3Upload {
    let client: S3Client
    let key: ArtifactKey
    let content: S3Content
    let hashes: S3Content.Hashes

    /// Seconds for the server to put the parts together.
    private static let joinSeconds = 120.0

    func run(_ headers: [(String, String)]) async throws(S3Failure) {
        let id = try await begin(headers)
        do throws(S3Failure) {
            var tags: [String] = []
            for number in hashes.parts.indices { tags.append(try await send(number, id)) }
            try await join(tags, id)
        } catch {
            await abort(id, isCancelled: Task.isCancelled)
            throw error
        }
    }

    private func begin(_ headers: [(String, String)]) async throws(S3Failure) -> String {
        let call = S3Call(
            method: "POST",
            key: key,
            query: [("uploads", "")],
            headers: headers + [("x-amz-checksum-algorithm", "SHA256")]
        )
        let response = try await client.send(call) { response throws(S3Refusal) in
            guard Self.uploadID(response) != nil else { throw Self.unreadable(response) }
        }
        guard let id = Self.uploadID(response) else {
            throw S3Failure(reason: .refused(Self.unreadable(response)), mayHaveArrived: true)
        }
        return id
    }

    private static func uploadID(_ response: OutboundResponse) -> String? {
        guard let root = XMLElement.read(response.body), root.name == "InitiateMultipartUploadResult",
            let id = root["UploadId"]?.text, (1...1_024).contains(id.utf8.count)
        else { return nil }
        return id
    }

    private static func unreadable(_ response: OutboundResponse) -> S3Refusal {
        S3Refusal(status: response.status, code: "UnreadableAnswer")
    }

    /// - Returns: the part's tag, which joining it needs.
    private func send(_ number: Int, _ id: String) async throws(S3Failure) -> String {
        let offset = number * S3ArtifactStore.part
        var call = S3Call(
            method: "PUT",
            key: key,
            query: [("partNumber", "\(number + 1)"), ("uploadId", id)]
        )
        let length = min(S3ArtifactStore.part, content.length - offset)
        call.carry(content.piece(offset, length), hash: hashes.parts[number])
        let response = try await client.send(call) { response throws(S3Refusal) in
            guard Self.tag(response) != nil else { throw Self.unreadable(response) }
        }
        return Self.tag(response) ?? ""
    }

    private static func tag(_ response: OutboundResponse) -> String? {
        guard let tag = response.header("etag"), (1...256).contains(tag.utf8.count),
            tag.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
        else { return nil }
        return tag
    }

    private func join(_ tags: [String], _ id: String) async throws(S3Failure) {
        let parts = tags.enumerated().map { index, tag in
            "<Part><PartNumber>\(index + 1)</PartNumber><ETag>\(Self.escaped(tag))</ETag>"
                + "<ChecksumSHA256>\(Base64.encode(hashes.parts[index]))</ChecksumSHA256></Part>"
        }
        let body = Array(
            (#"<CompleteMultipartUpload xmlns="http://s3.amazonaws.com/doc/2006-03-01/">"# + parts.joined()
                + "</CompleteMultipartUpload>").utf8
        )
        var call = S3Call(
            method: "POST",
            key: key,
            query: [("uploadId", id)],
            headers: [("content-type", "application/xml")],
            body: .bytes(body),
            hash: sha256(body)
        )
        call.timeout = Self.joinSeconds
        do throws(S3Failure) {
            // The status goes out before the work is done, so that 200 may come with an error behind it.
            _ = try await client.send(call) { response throws(S3Refusal) in
                let root = response.isCut ? nil : XMLElement.read(response.body)
                if root?.name == "Error" { throw S3Refusal(response) }
                guard root?.name == "CompleteMultipartUploadResult" else { throw Self.unreadable(response) }
            }
        } catch {
            // An earlier request may have done it, and its answer was lost.
            guard error.mayHaveArrived, await isThere() else { throw error }
        }
    }

    /// Whether the object holds this content.
    private func isThere() async -> Bool {
        do throws(S3Failure) {
            let response = try await client.send(S3Call(method: "HEAD", key: key))
            return response.header(S3ArtifactStore.hashHeader) == hexadecimal(hashes.whole)
        } catch {
            return false
        }
    }

    /// Takes back what was sent. In a task of its own, because calls of one that was cancelled are not made; waited
    /// for, and bounded.
    private func abort(_ id: String, isCancelled: Bool) async {
        var call = S3Call(method: "DELETE", key: key, query: [("uploadId", id)])
        call.requests = isCancelled ? 1 : 3
        call.timeout = isCancelled ? 5 : 15
        await Task { [client, call] in _ = try? await client.send(call) }.value
    }

    private static func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
            .replacing("\"", with: "&quot;")
    }
}
