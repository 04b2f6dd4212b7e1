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
            var frame = FrameEncoder(kind: 1, capacity: 1024)
            frame.put(hello)
            return frame.finish()
        case .refused(let reason):
            var frame = FrameEncoder(kind: 2)
            frame.put(reason)
            return frame.finish()
        case .finished(let token, let end):
            var frame = FrameEncoder(kind: 3, capacity: end.size + 64)
            frame.put(token)
            frame.put(end)
            return frame.finish()
        case .call(let number, let token, let call):
            var frame = FrameEncoder(kind: 5, capacity: 256)
            frame.put(number)
            frame.put(token)
            frame.put(call)
            return frame.finish()
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
        case .progress(let token, let done, let total, let note):
            var frame = FrameEncoder(kind: 9)
            frame.put(token)
            frame.put(done)
            frame.put(total)
            frame.put(note)
            return frame.finish()
        case .partial(let token, let text):
            var frame = FrameEncoder(kind: 10, capacity: text.utf8.count + 16)
            frame.put(token)
            frame.put(text)
            return frame.finish()
        case .reject(let token, let answer, let reason):
            var frame = FrameEncoder(kind: 11)
            frame.put(token)
            frame.put(answer)
            frame.put(reason)
            return frame.finish()
        case .release(let token, let buffer):
            var frame = FrameEncoder(kind: 12)
            frame.put(token)
            frame.put(buffer)
            return frame.finish()
        case .forked(let pid, let reason):
            var frame = FrameEncoder(kind: 13)
            frame.put(pid)
            frame.put(reason)
            return frame.finish()
        }
    }

    /// Reads one frame. Every field is bounded; a frame with anything left over is refused.
    public init(_ frame: Frame) throws(FrameError) {
        var fields = FrameDecoder(frame.payload)
        switch frame.kind {
        case 1:
            self = .ready(try fields.hello())
        case 2:
            self = .refused(reason: try fields.text("reason", limit: FrameLimits.sentence))
        case 3:
            self = .finished(token: try fields.integer(UInt64.self, "token"), try fields.jobEnd())
        case 5:
            self = .call(
                number: try fields.integer(UInt64.self, "call"),
                token: try fields.integer(UInt64.self, "token"),
                try fields.serviceCall()
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
        case 9:
            self = .progress(
                token: try fields.integer(UInt64.self, "token"),
                done: try fields.integer(UInt64.self, "done"),
                total: try fields.integer(UInt64.self, "total"),
                note: try fields.text("note", limit: FrameLimits.word)
            )
        case 10:
            self = .partial(
                token: try fields.integer(UInt64.self, "token"),
                text: try fields.text("partial output", limit: FrameLimits.schema)
            )
        case 11:
            self = .reject(
                token: try fields.integer(UInt64.self, "token"),
                answer: try fields.integer(UInt64.self, "answer"),
                reason: try fields.text("reason", limit: FrameLimits.sentence)
            )
        case 12:
            self = .release(
                token: try fields.integer(UInt64.self, "token"),
                buffer: try fields.integer(UInt64.self, "buffer")
            )
        case 13:
            self = .forked(
                pid: try fields.integer(UInt32.self, "pid"),
                reason: try fields.text("reason", limit: FrameLimits.sentence)
            )
        default:
            throw FrameError("unknown frame kind \(frame.kind) from a module process")
        }
        try fields.end()
    }
}

extension FrameEncoder {
    fileprivate mutating func put(_ hello: ModuleHello) {
        put(hello.name)
        put(hello.version)
        put(hello.abi)
        put(UInt32(truncatingIfNeeded: hello.taskTypes.count))
        for type in hello.taskTypes {
            put(type.name)
            put(type.version)
            put(type.inputSchema)
            put(type.resultSchema)
            put(type.capabilities)
            put(type.execution)
            put(type.flags)
            put(type.defaultDeadline)
            put(type.defaultAttempts)
            put(type.concurrency)
        }
    }
}

extension FrameDecoder {
    fileprivate mutating func hello() throws(FrameError) -> ModuleHello {
        var hello = ModuleHello(
            name: try text("module name", limit: FrameLimits.word),
            version: try text("module version", limit: FrameLimits.word),
            abi: try integer(UInt32.self, "abi"),
            taskTypes: []
        )
        for _ in 0..<(try count("task types", limit: FrameLimits.taskTypes)) {
            hello.taskTypes.append(
                ModuleHello.TaskType(
                    name: try text("task type", limit: FrameLimits.word),
                    version: try text("task version", limit: FrameLimits.word),
                    inputSchema: try text("input schema", limit: FrameLimits.schema),
                    resultSchema: try text("result schema", limit: FrameLimits.schema),
                    capabilities: try integer(UInt64.self, "capabilities"),
                    execution: try byte("execution class"),
                    flags: try integer(UInt64.self, "flags"),
                    defaultDeadline: try integer(UInt64.self, "default deadline"),
                    defaultAttempts: try integer(UInt32.self, "default attempts"),
                    concurrency: try integer(UInt32.self, "concurrency")
                )
            )
        }
        guard hello.taskTypes.allSatisfy({ $0.execution == 1 || $0.execution == 2 }) else {
            throw FrameError("unknown execution class")
        }
        return hello
    }
}
