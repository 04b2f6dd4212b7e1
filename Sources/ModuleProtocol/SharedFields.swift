// SPDX-License-Identifier: Apache-2.0
//
// Fields that messages of both directions hold.

extension FrameEncoder {
    mutating func put(_ flag: Bool) { put(UInt8(flag ? 1 : 0)) }

    mutating func put(_ error: WireError) {
        put(error.outcome)
        put(error.code)
        put(error.message)
        put(error.retryAfter)
        put(error.httpStatus)
    }

    mutating func put(_ end: JobEnd) {
        switch end {
        case .succeeded(let result):
            put(UInt8(0))
            put(result)
        case .failed(let error):
            put(error)
        }
    }

    mutating func put(_ buffer: WireBuffer) {
        put(buffer.number)
        put(buffer.size)
        put(buffer.isWritable)
    }

    mutating func put(_ buffer: WireBuffer?) {
        put(buffer != nil)
        if let buffer { put(buffer) }
    }
}

extension FrameDecoder {
    mutating func flag(_ name: StaticString) throws(FrameError) -> Bool {
        let value = try byte(name)
        guard value <= 1 else { throw FrameError("\(name) is neither 0 nor 1") }
        return value == 1
    }

    mutating func error() throws(FrameError) -> WireError { try error(class: try byte("error class")) }

    private mutating func error(class outcome: UInt8) throws(FrameError) -> WireError {
        guard (1...4).contains(outcome) else { throw FrameError("unknown error class \(outcome)") }
        return WireError(
            outcome: outcome,
            code: try text("error code", limit: FrameLimits.word),
            message: try text("error message", limit: FrameLimits.sentence),
            retryAfter: try integer(UInt64.self, "retry after"),
            httpStatus: try integer(UInt16.self, "HTTP status")
        )
    }

    mutating func jobEnd() throws(FrameError) -> JobEnd {
        let outcome = try byte("outcome")
        guard outcome == 0 else { return .failed(try error(class: outcome)) }
        return .succeeded(result: Array(try data("result", limit: FrameLimits.document)))
    }

    mutating func buffer() throws(FrameError) -> WireBuffer {
        let buffer = WireBuffer(
            number: try integer(UInt64.self, "buffer"),
            size: try integer(UInt64.self, "buffer size"),
            isWritable: try flag("writable")
        )
        guard buffer.number > 0 else { throw FrameError("a buffer has the number 0") }
        return buffer
    }

    mutating func optionalBuffer() throws(FrameError) -> WireBuffer? {
        try flag("has buffer") ? try buffer() : nil
    }
}

extension JobEnd {
    /// About how many bytes it takes.
    var size: Int {
        switch self {
        case .succeeded(let result): result.count
        case .failed(let error): error.message.utf8.count
        }
    }
}
