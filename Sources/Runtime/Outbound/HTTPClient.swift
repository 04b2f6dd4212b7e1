// SPDX-License-Identifier: Apache-2.0
public import Destinations

/// The one way out: every call that the host makes to somebody else's server goes through this seam, with a
/// rule about where it may go that is checked when the connection is made, not only when the URL is read.
public protocol HTTPClient: Sendable {
    /// Sends one request and gives its whole answer. Redirects are not followed, no proxy, netrc or cookie is
    /// used, and a body longer than the limit is cut there and marked. Cancelling the task ends the transfer.
    func send(_ request: OutboundRequest) async throws(OutboundFailure) -> OutboundResponse
}

/// One HTTP request.
public struct OutboundRequest: Sendable {
    /// In capital letters.
    public var method: String
    /// Absolute, http or https, at most 2,048 bytes.
    public var url: String
    /// Names and values; neither may contain CR, LF or NUL (refused as `badRequest`).
    public var headers: [(name: String, value: String)]
    /// Sent as it is; the length is announced, the type only by a header given here.
    public var body: [UInt8]
    /// Seconds for the whole exchange.
    public var timeout: Double
    /// Bytes of the answer's body that are kept.
    public var responseLimit: Int
    /// Where the call may go; asked for the URL and again for the address connected to.
    public var destinations: DestinationRule
    /// Seconds that may pass between two pieces of an answer that has begun; nil: only `timeout` counts.
    public var idleTimeout: Double?
    /// Takes the body while it comes; nil: it is kept.
    public var sink: (any ResponseSink)?

    /// One request; see each property.
    public init(
        method: String = "POST",
        url: String,
        headers: [(name: String, value: String)] = [],
        body: [UInt8] = [],
        timeout: Double,
        responseLimit: Int = 1 << 20,
        destinations: DestinationRule,
        idleTimeout: Double? = nil,
        sink: (any ResponseSink)? = nil
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.timeout = timeout
        self.responseLimit = responseLimit
        self.destinations = destinations
        self.idleTimeout = idleTimeout
        self.sink = sink
    }
}

/// One HTTP answer.
public struct OutboundResponse: Sendable {
    /// The status code, such as 200.
    public var status: Int
    /// Names in lower case, in the order received.
    public var headers: [(name: String, value: String)]
    /// As received; neither decompressed nor decoded.
    public var body: [UInt8]
    /// The body was longer than the request's limit, or its sink wanted no more; `body` is its beginning.
    public var isCut: Bool
    /// Seconds from sending to the end of the answer.
    public var seconds: Double
    /// Seconds from sending to the first byte of the answer; nil where it is not known.
    public var secondsToFirstByte: Double?

    /// One answer; see each property.
    public init(
        status: Int,
        headers: [(name: String, value: String)],
        body: [UInt8],
        isCut: Bool,
        seconds: Double,
        secondsToFirstByte: Double? = nil
    ) {
        self.status = status
        self.headers = headers
        self.body = body
        self.isCut = isCut
        self.seconds = seconds
        self.secondsToFirstByte = secondsToFirstByte
    }

    /// The first value of a header; the name in lower case.
    public func header(_ name: String) -> String? { headers.first { $0.name == name }?.value }
}

/// Why no answer came.
public struct OutboundFailure: Error, Sendable, CustomStringConvertible {
    /// What went wrong, by what it means for another attempt.
    public enum Kind: String, Sendable {
        /// The rule does not admit this destination; nothing was sent.
        case forbidden
        /// URL or headers are unusable; nothing was sent.
        case badRequest
        /// The name could not be resolved or the connection was refused: nothing was received there.
        case notConnected
        /// The connection broke, or TLS failed, after it was made; the request may have arrived.
        case broken
        case timedOut
        case cancelled
    }
    /// What it means for another attempt.
    public let kind: Kind
    /// What happened and to which host; never holds a header's value.
    public let message: String
    /// The message.
    public var description: String { message }
    /// Whether the receiver may have seen the request.
    public var mayHaveArrived: Bool { kind == .broken || kind == .timedOut || kind == .cancelled }

    /// A failure of this kind; the message names the host, never a header's value or a query.
    public init(_ kind: Kind, _ message: String) {
        self.kind = kind
        self.message = message
    }
}
