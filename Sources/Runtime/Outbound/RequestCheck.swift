// SPDX-License-Identifier: Apache-2.0
internal import Destinations

/// What is refused before anything is opened. Pure, so that hostile input is tested without sockets.
enum RequestCheck {
    /// Bytes of all header names and values together.
    static let headerLimit = 65_536
    /// The longest timeout in seconds: a day.
    static let timeoutLimit = 86_400.0

    /// These describe the connection or the body's framing; a second opinion on them splits requests
    /// (RFC 9112, 6.3 and 11.2). The client writes them itself.
    private static let ownHeaders: Set<String> = [
        "connection", "content-length", "expect", "host", "keep-alive", "proxy-authorization", "proxy-connection",
        "te", "trailer", "transfer-encoding", "upgrade",
    ]

    /// The URL of a request that may be sent, as far as its text tells.
    static func check(_ request: OutboundRequest) throws(OutboundFailure) -> HTTPURL {
        let url: HTTPURL
        do throws(HTTPURL.Problem) {
            url = try HTTPURL(request.url)
        } catch {
            throw OutboundFailure(.badRequest, error.description)
        }
        guard (1...32).contains(request.method.utf8.count),
            request.method.utf8.allSatisfy({ (0x41...0x5A).contains($0) })
        else { throw OutboundFailure(.badRequest, "the request to \(url) has an unusable method; write POST or GET") }
        try checkHeaders(request.headers, url)
        guard request.timeout > 0, request.timeout <= timeoutLimit else {
            throw OutboundFailure(
                .badRequest,
                "the request to \(url) has a timeout of \(request.timeout) s; write more than 0 and at most a day"
            )
        }
        if let idle = request.idleTimeout, !(idle > 0 && idle <= timeoutLimit) {
            throw OutboundFailure(
                .badRequest,
                "the request to \(url) has an idle timeout of \(idle) s; write more than 0 and at most a day"
            )
        }
        guard request.responseLimit >= 0 else {
            throw OutboundFailure(.badRequest, "the request to \(url) has a response limit below 0")
        }
        if let source = request.source {
            guard request.body.isEmpty, source.size >= 0, !["GET", "HEAD"].contains(request.method) else {
                throw OutboundFailure(
                    .badRequest,
                    "the request to \(url) has two bodies, or one that its method does not take"
                )
            }
        }
        if let refusal = request.destinations.refusal(of: url) { throw OutboundFailure(.forbidden, refusal) }
        return url
    }

    private static func checkHeaders(
        _ headers: [(name: String, value: String)],
        _ url: HTTPURL
    ) throws(OutboundFailure) {
        var size = 0
        for (name, value) in headers {
            guard (1...256).contains(name.utf8.count), name.utf8.allSatisfy(isTokenByte) else {
                throw OutboundFailure(.badRequest, "the request to \(url) has a header whose name is unusable")
            }
            guard !ownHeaders.contains(name.lowercased()) else {
                throw OutboundFailure(.badRequest, "the request to \(url) sets \(name), which the client sets itself")
            }
            guard value.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 }) else {
                throw OutboundFailure(
                    .badRequest,
                    "the value of header \(name) to \(url) holds a line break or control character"
                )
            }
            size += name.utf8.count + value.utf8.count + 4
        }
        guard size <= headerLimit else {
            throw OutboundFailure(.badRequest, "the headers to \(url) are longer than \(headerLimit) bytes")
        }
    }

    /// RFC 9110, 5.6.2.
    private static func isTokenByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "A")...UInt8(ascii: "Z"):
            true
        default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
        }
    }
}
