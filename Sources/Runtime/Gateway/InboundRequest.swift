// SPDX-License-Identifier: Apache-2.0

/// One HTTP request as it came, complete.
public struct InboundRequest: Sendable {
    /// As sent, such as `POST`.
    public var method: String
    /// The path as sent, still percent-encoded, without the query.
    public var path: String
    /// The query's pairs, decoded, in order.
    public var query: [(name: String, value: String)]
    /// Names in lower case, in the order received.
    public var headers: [(name: String, value: String)]
    /// The exact bytes on the wire.
    public var body: [UInt8]
    /// The peer's address, numeric.
    public var peer: String

    /// A request; what is left out is empty.
    public init(
        method: String,
        path: String,
        query: [(name: String, value: String)] = [],
        headers: [(name: String, value: String)] = [],
        body: [UInt8] = [],
        peer: String = ""
    ) {
        self.method = method
        self.path = path
        self.query = query
        self.headers = headers
        self.body = body
        self.peer = peer
    }

    /// The header's only value; nil when it is absent **or given more than once**, so that no one is
    /// believed because a second one was overlooked.
    public func soleHeader(_ name: String) -> String? {
        let values = headers.filter { $0.name == name }
        return values.count == 1 ? values[0].value : nil
    }

    /// The request's own id: the server puts one into every request.
    public var requestID: String? { soleHeader("x-request-id") }

    /// Whether the header is there, once or more often; the name in lower case.
    public func has(header name: String) -> Bool { headers.contains { $0.name == name } }
}

/// One answer. The body is JSON.
public struct InboundResponse: Sendable {
    /// Three digits.
    public var status: Int
    /// Beside those that the server adds: content type, cache control, request id.
    public var headers: [(name: String, value: String)]
    /// UTF-8 JSON.
    public var body: [UInt8]

    /// An answer.
    public init(status: Int, headers: [(name: String, value: String)] = [], body: [UInt8]) {
        self.status = status
        self.headers = headers
        self.body = body
    }
}

/// What the server calls for each complete request.
public typealias RequestHandler = @Sendable (InboundRequest) async -> InboundResponse
