// SPDX-License-Identifier: Apache-2.0
import Buffers
import Destinations
import Outbound
import Signing

/// One operation on an object, before it is signed.
struct S3Call: Sendable {
    enum Body: Sendable {
        case bytes([UInt8])
        /// So many bytes of a memory file, read while they are sent.
        case piece(MemoryFile, offset: Int, length: Int)
    }

    var method: String
    var key: ArtifactKey
    var query: [(name: String, value: String)] = []
    var headers: [(name: String, value: String)] = []
    var body = Body.bytes([])
    /// SHA-256 of the body, 32 bytes; nil: there is none.
    var hash: [UInt8]?
    /// Seconds for one request.
    var timeout = Self.answerSeconds
    var requests = S3Retries.requests
    var sink: (any ResponseSink)?

    /// Seconds for a request without its body.
    static let answerSeconds = 30.0
    /// Bytes a second below which a transfer is given up.
    static let slowest = 256.0 * 1024
    /// Bytes of an answer that is read by ourselves.
    static let answerLimit = 256 << 10

    static func seconds(for bytes: Int) -> Double { min(3_600, answerSeconds + Double(bytes) / slowest) }

    /// Adds what is to be stored: its hash, also as the checksum that the server keeps and verifies, and the time that
    /// it may take.
    mutating func carry(_ body: Body, hash: [UInt8]) {
        self.body = body
        self.hash = hash
        headers.append(("x-amz-checksum-sha256", Base64.encode(hash)))
        switch body {
        case .bytes(let bytes): timeout = Self.seconds(for: bytes.count)
        case .piece(_, _, let length): timeout = Self.seconds(for: length)
        }
    }

    func request(to bucket: S3Bucket, unixSeconds: Int64) -> OutboundRequest {
        let signed = SignedRequest(
            method: method,
            path: bucket.path(key),
            query: query,
            headers: headers + [("host", bucket.host)],
            contentHash: hash.map(hexadecimal) ?? SignatureV4.emptyHash
        )
        let signer = SignatureV4(credentials: bucket.credentials, region: bucket.region)
        var request = OutboundRequest(
            method: method,
            url: bucket.origin.origin + signed.target,
            // The client writes Host itself, from the URL.
            headers: signer.sign(signed, unixSeconds: unixSeconds).filter { $0.name != "host" },
            timeout: timeout,
            responseLimit: Self.answerLimit,
            destinations: bucket.destinations,
            idleTimeout: sink == nil ? nil : 20,
            sink: sink
        )
        switch body {
        case .bytes(let bytes): request.body = bytes
        case .piece(let file, let offset, let length):
            request.source = MemoryPiece(file: file, offset: offset, size: length)
        }
        return request
    }
}

/// Part of a memory file as a request's body.
private struct MemoryPiece: RequestSource {
    let file: MemoryFile
    let offset: Int
    let size: Int

    func read(at position: Int, into room: UnsafeMutableRawBufferPointer) -> Int? {
        file.copy(at: offset + position, into: room)
    }
}
