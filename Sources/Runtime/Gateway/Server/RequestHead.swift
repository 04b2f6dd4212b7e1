// SPDX-License-Identifier: Apache-2.0

/// A request's line and headers as they were sent, before any of the body is read.
struct RequestHead: Sendable {
    var method: String
    /// The request target as sent: path and query, still encoded.
    var target: String
    var version: String
    /// Names in lower case.
    var headers: [(name: String, value: String)]

    /// A refusal that ends the connection, because after it nobody can be sure where the next request begins.
    struct Refusal: Error, Equatable {
        let status: Int
        let reason: String
    }

    /// Headers whose second occurrence two readers may understand in two ways.
    private static let sole = ["host", "content-length", "transfer-encoding", "authorization", "x-ai-signature"]
    private static let targetLimit = 8_192

    /// Checks what RFC 9112 demands and libmicrohttpd 0.9.75 lets pass.
    /// - Returns: the body's length, nil when it comes in chunks.
    func check(_ limits: ServerLimits) throws(Refusal) -> Int? {
        guard method.utf8.count <= 32, Self.isToken(method) else { throw Refusal(status: 400, reason: "bad method") }
        guard target.utf8.count <= Self.targetLimit else {
            throw Refusal(status: 414, reason: "the request's path is longer than \(Self.targetLimit) bytes")
        }
        guard !target.isEmpty, target.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
            throw Refusal(status: 400, reason: "the request's path holds characters that must be percent-encoded")
        }
        guard headers.count <= limits.headerCount else {
            throw Refusal(status: 431, reason: "more than \(limits.headerCount) headers")
        }
        for (name, value) in headers {
            guard Self.isToken(name) else { throw Refusal(status: 400, reason: "a header's name is malformed") }
            guard value.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 }) else {
                throw Refusal(status: 400, reason: "a header's value holds a control character")
            }
        }
        for name in Self.sole where values(name).count > 1 {
            throw Refusal(status: 400, reason: "header \(name) is given more than once")
        }
        guard version != "HTTP/1.1" || values("host").count == 1 else {
            throw Refusal(status: 400, reason: "header host is missing")
        }
        return try bodyLength(limits)
    }

    private func bodyLength(_ limits: ServerLimits) throws(Refusal) -> Int? {
        let lengths = values("content-length")
        if let coding = values("transfer-encoding").first {
            guard lengths.isEmpty else {
                throw Refusal(status: 400, reason: "content-length and transfer-encoding exclude each other")
            }
            // RFC 9112, 6.1: HTTP/1.0 has no chunks, so somebody on the way may have read another body.
            guard version == "HTTP/1.1" else {
                throw Refusal(status: 400, reason: "transfer-encoding needs HTTP/1.1")
            }
            guard coding.lowercased() == "chunked" else {
                throw Refusal(status: 501, reason: "transfer-encoding must be chunked")
            }
            return nil
        }
        guard let text = lengths.first else { return 0 }
        guard !text.isEmpty, text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else {
            throw Refusal(status: 400, reason: "content-length is malformed")
        }
        guard let length = Int(text), length <= limits.bodyBytes else {
            throw Refusal(status: 413, reason: "the body is longer than \(limits.bodyBytes) bytes")
        }
        return length
    }

    private func values(_ name: String) -> [String] {
        headers.filter { $0.name == name }.map(\.value)
    }

    /// RFC 9110, 5.6.2.
    private static func isToken(_ text: String) -> Bool {
        !text.isEmpty
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"):
                    true
                default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
                }
            }
    }
}
