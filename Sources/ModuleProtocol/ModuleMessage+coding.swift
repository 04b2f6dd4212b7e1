// SPDX-License-Identifier: Apache-2.0

extension ModuleMessage {
    /// The frame's bytes, length included.
    public func encoded() -> [UInt8] {
        switch self {
        case .sealed(let tier, let notes):
            var frame = FrameEncoder(kind: 8, capacity: 512)
            frame.put(tier)
            frame.put(UInt32(truncatingIfNeeded: notes.count))
            for note in notes { frame.put(note) }
            return frame.finish()
        case .ready(let hello):
            return hello.encoded()
        case .refused(let reason):
            var frame = FrameEncoder(kind: 2)
            frame.put(reason)
            return frame.finish()
        case .finished(let token, .succeeded(let result)):
            var frame = FrameEncoder(kind: 3, capacity: result.count + 16)
            frame.put(token)
            frame.put(result)
            return frame.finish()
        case .finished(let token, .failed(let error)):
            var frame = FrameEncoder(kind: 4)
            frame.put(token)
            frame.put(error)
            return frame.finish()
        case .complete(let call, let token, let request):
            return request.encoded(call: call, token: token)
        case .log(let token, let level, let line):
            var frame = FrameEncoder(kind: 6)
            frame.put(token)
            frame.put(level)
            frame.put(line)
            return frame.finish()
        case .fault(let line):
            var frame = FrameEncoder(kind: 7)
            frame.put(line)
            return frame.finish()
        }
    }

    public init(_ frame: Frame) throws(FrameError) {
        var fields = FrameDecoder(frame.payload)
        switch frame.kind {
        case 1:
            self = .ready(try ModuleHello(&fields))
        case 2:
            self = .refused(reason: try fields.text("reason", limit: FrameLimits.sentence))
        case 3:
            self = .finished(
                token: try fields.integer(UInt64.self, "token"),
                .succeeded(result: Array(try fields.data("result", limit: FrameLimits.document)))
            )
        case 4:
            self = .finished(token: try fields.integer(UInt64.self, "token"), .failed(try fields.error()))
        case 5:
            self = .complete(
                call: try fields.integer(UInt64.self, "call"),
                token: try fields.integer(UInt64.self, "token"),
                try CompletionCall(&fields)
            )
        case 6:
            self = .log(
                token: try fields.integer(UInt64.self, "token"),
                level: try fields.byte("level"),
                line: try fields.text("line", limit: FrameLimits.sentence)
            )
        case 7:
            self = .fault(line: try fields.text("line", limit: FrameLimits.sentence))
        case 8:
            let tier = try fields.byte("tier")
            guard tier <= 3 else { throw FrameError("unknown sandbox tier \(tier)") }
            var notes: [String] = []
            for _ in 0..<(try fields.count("sandbox notes", limit: FrameLimits.notes)) {
                notes.append(try fields.text("sandbox note", limit: FrameLimits.sentence))
            }
            self = .sealed(tier: tier, notes: notes)
        default:
            throw FrameError("unknown frame kind \(frame.kind) from a module process")
        }
        try fields.end()
    }
}

extension ModuleHello {
    fileprivate func encoded() -> [UInt8] {
        var frame = FrameEncoder(kind: 1, capacity: 1024)
        frame.put(name)
        frame.put(version)
        frame.put(abi)
        frame.put(UInt32(truncatingIfNeeded: taskTypes.count))
        for type in taskTypes {
            frame.put(type.name)
            frame.put(type.version)
            frame.put(type.inputSchema)
            frame.put(type.resultSchema)
            frame.put(type.capabilities)
        }
        return frame.finish()
    }

    fileprivate init(_ fields: inout FrameDecoder) throws(FrameError) {
        name = try fields.text("module name", limit: FrameLimits.word)
        version = try fields.text("module version", limit: FrameLimits.word)
        abi = try fields.integer(UInt32.self, "abi")
        taskTypes = []
        for _ in 0..<(try fields.count("task types", limit: FrameLimits.taskTypes)) {
            taskTypes.append(
                TaskType(
                    name: try fields.text("task type", limit: FrameLimits.word),
                    version: try fields.text("task version", limit: FrameLimits.word),
                    inputSchema: try fields.text("input schema", limit: FrameLimits.schema),
                    resultSchema: try fields.text("result schema", limit: FrameLimits.schema),
                    capabilities: try fields.integer(UInt64.self, "capabilities")
                )
            )
        }
    }
}

extension CompletionCall {
    fileprivate func encoded(call: UInt64, token: UInt64) -> [UInt8] {
        var frame = FrameEncoder(kind: 5, capacity: parts.reduce(64) { $0 + $1.text.utf8.count + 64 })
        frame.put(call)
        frame.put(token)
        frame.put(UInt32(truncatingIfNeeded: parts.count))
        for part in parts {
            frame.put(part.role)
            frame.put(part.kind)
            frame.put(part.label)
            frame.put(part.text)
        }
        frame.put(model)
        frame.put(temperature)
        frame.put(maximumOutputTokens)
        frame.put(targetWords)
        return frame.finish()
    }

    fileprivate init(_ fields: inout FrameDecoder) throws(FrameError) {
        parts = []
        for _ in 0..<(try fields.count("parts", limit: FrameLimits.parts)) {
            let role = try fields.byte("role")
            let kind = try fields.byte("part kind")
            guard role <= 2, kind <= 1 else { throw FrameError("unknown role \(role) or part kind \(kind)") }
            parts.append(
                Part(
                    role: role,
                    kind: kind,
                    label: try fields.text("label", limit: FrameLimits.schema),
                    text: try fields.text("part", limit: FrameLimits.document)
                )
            )
        }
        model = try fields.text("model", limit: FrameLimits.word)
        temperature = try fields.integer(Int32.self, "temperature")
        maximumOutputTokens = try fields.integer(UInt32.self, "maximum output tokens")
        targetWords = try fields.integer(UInt32.self, "target words")
    }
}
