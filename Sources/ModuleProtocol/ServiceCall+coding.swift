// SPDX-License-Identifier: Apache-2.0

extension FrameEncoder {
    mutating func put(_ call: ServiceCall) {
        switch call {
        case .complete(let call):
            put(UInt8(0))
            put(call)
        case .embed(let call):
            put(UInt8(1))
            put(UInt32(truncatingIfNeeded: call.texts.count))
            for text in call.texts { put(text) }
            put(call.model)
        case .createBuffer(let size):
            put(UInt8(2))
            put(size)
        case .fetch(let call):
            put(UInt8(3))
            put(call.url)
            put(call.maximumBytes)
            put(call.timeout)
            put(call.mediaTypes)
        case .store(let call):
            put(UInt8(4))
            put(call.key)
            put(call.mediaType)
            put(call.content)
        case .cacheGet(let key):
            put(UInt8(5))
            put(key)
        case .cachePut(let key, let content):
            put(UInt8(6))
            put(key)
            put(content)
        case .map(let call):
            put(UInt8(7))
            put(call.taskType)
            put(call.partDeadline)
            put(call.concurrency)
            put(UInt32(truncatingIfNeeded: call.parts.count))
            for part in call.parts {
                put(part.input)
                put(part.buffer)
            }
        }
    }

    private mutating func put(_ content: Content) {
        switch content {
        case .bytes(let bytes):
            put(UInt8(0))
            put(bytes)
        case .buffer(let number, let length):
            put(UInt8(1))
            put(number)
            put(length)
        }
    }

    private mutating func put(_ call: CompletionCall) {
        put(UInt32(truncatingIfNeeded: call.parts.count))
        for part in call.parts {
            put(part.role)
            put(part.kind)
            put(part.label)
            put(part.text)
            put(part.attachment)
            put(part.mediaType)
        }
        put(call.model)
        put(call.temperature)
        put(call.maximumOutputTokens)
        put(call.targetWords)
        put(call.answerSchema)
        put(call.wantsPieces)
    }
}

extension FrameDecoder {
    mutating func serviceCall() throws(FrameError) -> ServiceCall {
        let kind = try byte("service")
        switch kind {
        case 0: return .complete(try completionCall())
        case 1: return .embed(try embedCall())
        case 2: return .createBuffer(size: try integer(UInt64.self, "buffer size"))
        case 3:
            return .fetch(
                FetchCall(
                    url: try text("URL", limit: FrameLimits.url),
                    maximumBytes: try integer(UInt64.self, "maximum bytes"),
                    timeout: try integer(UInt64.self, "timeout"),
                    mediaTypes: try text("media types", limit: FrameLimits.url)
                )
            )
        case 4:
            return .store(
                StoreCall(
                    key: try text("key", limit: FrameLimits.key),
                    mediaType: try text("media type", limit: FrameLimits.word),
                    content: try content()
                )
            )
        case 5: return .cacheGet(key: try text("key", limit: FrameLimits.key))
        case 6: return .cachePut(key: try text("key", limit: FrameLimits.key), try content())
        case 7: return .map(try mapCall())
        default: throw FrameError("unknown service \(kind)")
        }
    }

    private mutating func content() throws(FrameError) -> Content {
        if try flag("content is a buffer") {
            return .buffer(
                number: try integer(UInt64.self, "buffer"),
                length: try integer(UInt64.self, "buffer length")
            )
        }
        return .bytes(Array(try data("content", limit: FrameLimits.request)))
    }

    private mutating func completionCall() throws(FrameError) -> CompletionCall {
        var parts: [CompletionCall.Part] = []
        for _ in 0..<(try count("parts", limit: FrameLimits.parts)) {
            let role = try byte("role")
            let kind = try byte("part kind")
            guard role <= 2, kind <= 2 else { throw FrameError("unknown role \(role) or part kind \(kind)") }
            parts.append(
                CompletionCall.Part(
                    role: role,
                    kind: kind,
                    label: try text("label", limit: FrameLimits.schema),
                    text: try text("part", limit: FrameLimits.request),
                    attachment: try integer(UInt64.self, "attachment"),
                    mediaType: try text("media type", limit: FrameLimits.word)
                )
            )
        }
        guard parts.count(where: { $0.kind == 2 }) <= FrameLimits.attachments else {
            throw FrameError("more than \(FrameLimits.attachments) attachments")
        }
        return CompletionCall(
            parts: parts,
            model: try text("model", limit: FrameLimits.word),
            temperature: try integer(Int32.self, "temperature"),
            maximumOutputTokens: try integer(UInt32.self, "maximum output tokens"),
            targetWords: try integer(UInt32.self, "target words"),
            answerSchema: try text("answer schema", limit: FrameLimits.schema),
            wantsPieces: try flag("wants pieces")
        )
    }

    private mutating func embedCall() throws(FrameError) -> EmbedCall {
        var texts: [String] = []
        for _ in 0..<(try count("texts", limit: FrameLimits.embedTexts)) {
            texts.append(try text("text", limit: FrameLimits.request))
        }
        return EmbedCall(texts: texts, model: try text("model", limit: FrameLimits.word))
    }

    private mutating func mapCall() throws(FrameError) -> MapCall {
        var call = MapCall(
            taskType: try text("task type", limit: FrameLimits.word),
            parts: [],
            partDeadline: try integer(UInt64.self, "part deadline"),
            concurrency: try integer(UInt32.self, "concurrency")
        )
        for _ in 0..<(try count("parts", limit: FrameLimits.mapParts)) {
            call.parts.append(
                MapCall.Part(
                    input: Array(try data("input", limit: FrameLimits.request)),
                    buffer: try integer(UInt64.self, "buffer")
                )
            )
        }
        return call
    }
}
