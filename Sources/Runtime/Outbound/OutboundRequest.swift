// SPDX-License-Identifier: Apache-2.0
public import Destinations

/// One HTTP request. Behind a reference, copied when it is changed: functions that wait for an answer hold what they sent,
/// and thousands may wait at once.
public struct OutboundRequest: Sendable {
    private struct Fields: Sendable {
        var method: String
        var url: String
        var headers: [(name: String, value: String)]
        var body: [UInt8]
        var source: (any RequestSource)?
        var timeout: Double
        var responseLimit: Int
        var destinations: DestinationRule
        var idleTimeout: Double?
        var sink: (any ResponseSink)?
    }
    private final class Box: Sendable {
        let fields: Fields
        init(_ fields: Fields) { self.fields = fields }
    }
    private var box: Box

    private var fields: Fields {
        get { box.fields }
        set { box = Box(newValue) }
    }

    /// In capital letters.
    public var method: String {
        get { box.fields.method }
        set { fields.method = newValue }
    }
    /// Absolute, http or https, at most 2,048 bytes.
    public var url: String {
        get { box.fields.url }
        set { fields.url = newValue }
    }
    /// Names and values; neither may contain CR, LF or NUL (refused as `badRequest`).
    public var headers: [(name: String, value: String)] {
        get { box.fields.headers }
        set { fields.headers = newValue }
    }
    /// Sent as it is; the length is announced, the type only by a header given here.
    public var body: [UInt8] {
        get { box.fields.body }
        set { fields.body = newValue }
    }
    /// Gives the body while it is sent, instead of `body`; for methods that have one.
    public var source: (any RequestSource)? {
        get { box.fields.source }
        set { fields.source = newValue }
    }
    /// Seconds for the whole exchange.
    public var timeout: Double {
        get { box.fields.timeout }
        set { fields.timeout = newValue }
    }
    /// Bytes of the answer's body that are kept.
    public var responseLimit: Int {
        get { box.fields.responseLimit }
        set { fields.responseLimit = newValue }
    }
    /// Where the call may go; asked for the URL and again for the address connected to.
    public var destinations: DestinationRule {
        get { box.fields.destinations }
        set { fields.destinations = newValue }
    }
    /// Seconds that may pass between two pieces of an answer that has begun; nil: only `timeout` counts.
    public var idleTimeout: Double? {
        get { box.fields.idleTimeout }
        set { fields.idleTimeout = newValue }
    }
    /// Takes the body while it comes; nil: it is kept.
    public var sink: (any ResponseSink)? {
        get { box.fields.sink }
        set { fields.sink = newValue }
    }

    /// One request; see each property.
    public init(
        method: String = "POST",
        url: String,
        headers: [(name: String, value: String)] = [],
        body: [UInt8] = [],
        source: (any RequestSource)? = nil,
        timeout: Double,
        responseLimit: Int = 1 << 20,
        destinations: DestinationRule,
        idleTimeout: Double? = nil,
        sink: (any ResponseSink)? = nil
    ) {
        box = Box(
            Fields(
                method: method,
                url: url,
                headers: headers,
                body: body,
                source: source,
                timeout: timeout,
                responseLimit: responseLimit,
                destinations: destinations,
                idleTimeout: idleTimeout,
                sink: sink
            )
        )
    }
}
