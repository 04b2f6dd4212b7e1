// SPDX-License-Identifier: Apache-2.0

/// One HTTP answer. Behind a reference, as `OutboundRequest`.
public struct OutboundResponse: Sendable {
    private struct Fields: Sendable {
        var status: Int
        var headers: [(name: String, value: String)]
        var body: [UInt8]
        var isCut: Bool
        var seconds: Double
        var secondsToFirstByte: Double?
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

    /// The status code, such as 200.
    public var status: Int {
        get { box.fields.status }
        set { fields.status = newValue }
    }
    /// Names in lower case, in the order received.
    public var headers: [(name: String, value: String)] {
        get { box.fields.headers }
        set { fields.headers = newValue }
    }
    /// As received; neither decompressed nor decoded.
    public var body: [UInt8] {
        get { box.fields.body }
        set { fields.body = newValue }
    }
    /// The body was longer than the request's limit, or its sink wanted no more; `body` is its beginning.
    public var isCut: Bool {
        get { box.fields.isCut }
        set { fields.isCut = newValue }
    }
    /// Seconds from sending to the end of the answer.
    public var seconds: Double {
        get { box.fields.seconds }
        set { fields.seconds = newValue }
    }
    /// Seconds from sending to the first byte of the answer; nil where it is not known.
    public var secondsToFirstByte: Double? {
        get { box.fields.secondsToFirstByte }
        set { fields.secondsToFirstByte = newValue }
    }

    /// One answer; see each property.
    public init(
        status: Int,
        headers: [(name: String, value: String)],
        body: [UInt8],
        isCut: Bool,
        seconds: Double,
        secondsToFirstByte: Double? = nil
    ) {
        box = Box(
            Fields(
                status: status,
                headers: headers,
                body: body,
                isCut: isCut,
                seconds: seconds,
                secondsToFirstByte: secondsToFirstByte
            )
        )
    }

    /// The first value of a header; the name in lower case.
    public func header(_ name: String) -> String? { headers.first { $0.name == name }?.value }
}
