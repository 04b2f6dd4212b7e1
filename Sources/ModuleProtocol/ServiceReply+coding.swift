// SPDX-License-Identifier: Apache-2.0

extension FrameEncoder {
    mutating func put(_ reply: ServiceReply) {
        switch reply {
        case .failed(let error):
            put(UInt8(0))
            put(error)
        case .completed(let reply):
            put(UInt8(1))
            put(reply.text)
            put(reply.model)
            put(reply.inputTokens)
            put(reply.outputTokens)
            put(reply.number)
        case .embedded(let reply):
            put(UInt8(2))
            put(reply.dimension)
            put(UInt32(truncatingIfNeeded: reply.values.count))
            for value in reply.values { put(value.bitPattern) }
            put(reply.model)
            put(reply.inputTokens)
        case .buffer(let buffer):
            put(UInt8(3))
            put(buffer)
        case .fetched(let reply):
            put(UInt8(4))
            put(reply.status)
            put(reply.buffer)
            put(reply.mediaType)
            put(reply.url)
        case .stored(let reply):
            put(UInt8(5))
            put(reply.key)
            put(reply.size)
            put(reply.sha256)
        case .cached(let reply):
            put(UInt8(6))
            put(reply.isFound)
            put(reply.data)
            put(reply.buffer)
        case .mapped(let ends):
            put(UInt8(7))
            put(UInt32(truncatingIfNeeded: ends.count))
            for end in ends { put(end) }
        }
    }
}

extension FrameDecoder {
    mutating func serviceReply() throws(FrameError) -> ServiceReply {
        let kind = try byte("reply")
        switch kind {
        case 0: return .failed(try error())
        case 1:
            return .completed(
                CompletionReply(
                    text: try text("answer", limit: FrameLimits.document),
                    model: try text("model", limit: FrameLimits.word),
                    inputTokens: try integer(UInt64.self, "input tokens"),
                    outputTokens: try integer(UInt64.self, "output tokens"),
                    number: try integer(UInt64.self, "answer number")
                )
            )
        case 2: return .embedded(try embedReply())
        case 3: return .buffer(try buffer())
        case 4:
            return .fetched(
                FetchReply(
                    status: try integer(UInt32.self, "status"),
                    buffer: try buffer(),
                    mediaType: try text("media type", limit: FrameLimits.word),
                    url: try text("URL", limit: FrameLimits.url)
                )
            )
        case 5:
            return .stored(
                StoreReply(
                    key: try text("key", limit: FrameLimits.key),
                    size: try integer(UInt64.self, "size"),
                    sha256: try text("hash", limit: FrameLimits.word)
                )
            )
        case 6:
            return .cached(
                CacheReply(
                    isFound: try flag("found"),
                    data: Array(try data("value", limit: FrameLimits.request)),
                    buffer: try optionalBuffer()
                )
            )
        case 7:
            var ends: [JobEnd] = []
            for _ in 0..<(try count("results", limit: FrameLimits.mapParts)) { ends.append(try jobEnd()) }
            return .mapped(ends)
        default: throw FrameError("unknown reply \(kind)")
        }
    }

    private mutating func embedReply() throws(FrameError) -> EmbedReply {
        let dimension = try integer(UInt32.self, "dimension")
        let count = try count("values", limit: FrameLimits.embedValues)
        guard dimension > 0, count % Int(dimension) == 0 else {
            throw FrameError("\(count) values are no whole number of vectors of \(dimension)")
        }
        var values: [Float] = []
        // Not more than the frame can hold, whatever it says.
        values.reserveCapacity(min(count, remaining / 4))
        for _ in 0..<count { values.append(Float(bitPattern: try integer(UInt32.self, "value"))) }
        return EmbedReply(
            dimension: dimension,
            values: values,
            model: try text("model", limit: FrameLimits.word),
            inputTokens: try integer(UInt64.self, "input tokens")
        )
    }
}
