// SPDX-License-Identifier: Apache-2.0

/// What the host says to a module process.
public enum HostMessage: Sendable, Hashable {
    case start(JobStart)
    /// The job is to stop soon; its end is still expected.
    case cancel(token: UInt64)
    /// The answer to `ModuleMessage.complete` with this call number.
    case answer(call: UInt64, CompletionReply)
}

/// A job to begin.
public struct JobStart: Sendable, Hashable {
    /// Random; names the job in everything that the process says of it, on this connection alone.
    public var token: UInt64
    public var id: String
    public var taskType: String
    public var attempt: UInt32
    /// Milliseconds until the job is cancelled; 0 means without limit.
    public var deadline: UInt64
    /// JSON objects.
    public var input: [UInt8]
    public var settings: [UInt8]

    public init(
        token: UInt64,
        id: String,
        taskType: String,
        attempt: UInt32,
        deadline: UInt64,
        input: [UInt8],
        settings: [UInt8]
    ) {
        self.token = token
        self.id = id
        self.taskType = taskType
        self.attempt = attempt
        self.deadline = deadline
        self.input = input
        self.settings = settings
    }
}

/// What came of a model call.
public enum CompletionReply: Sendable, Hashable {
    case answered(text: String, model: String, inputTokens: UInt64, outputTokens: UInt64)
    case failed(WireError)
}

/// An error as it crosses: class (1 retryable, 2 permanent, 3 cancelled, 4 poison), word, sentence.
public struct WireError: Sendable, Hashable {
    public var outcome: UInt8
    public var code: String
    public var message: String
    /// Milliseconds; 0 when the cause asked for none.
    public var retryAfter: UInt64

    public init(outcome: UInt8, code: String, message: String, retryAfter: UInt64 = 0) {
        self.outcome = outcome
        self.code = code
        self.message = message
        self.retryAfter = retryAfter
    }
}

extension HostMessage {
    /// The frame's bytes, length included.
    public func encoded() -> [UInt8] {
        switch self {
        case .start(let job):
            var frame = FrameEncoder(kind: 1, capacity: job.input.count + job.settings.count + 256)
            frame.put(job.token)
            frame.put(job.id)
            frame.put(job.taskType)
            frame.put(job.attempt)
            frame.put(job.deadline)
            frame.put(job.input)
            frame.put(job.settings)
            return frame.finish()
        case .cancel(let token):
            var frame = FrameEncoder(kind: 2)
            frame.put(token)
            return frame.finish()
        case .answer(let call, .answered(let text, let model, let inputTokens, let outputTokens)):
            var frame = FrameEncoder(kind: 3, capacity: text.utf8.count + 64)
            frame.put(call)
            frame.put(text)
            frame.put(model)
            frame.put(inputTokens)
            frame.put(outputTokens)
            return frame.finish()
        case .answer(let call, .failed(let error)):
            var frame = FrameEncoder(kind: 4)
            frame.put(call)
            frame.put(error)
            return frame.finish()
        }
    }

    public init(_ frame: Frame) throws(FrameError) {
        var fields = FrameDecoder(frame.payload)
        switch frame.kind {
        case 1:
            self = .start(
                JobStart(
                    token: try fields.integer(UInt64.self, "token"),
                    id: try fields.text("job id", limit: FrameLimits.word),
                    taskType: try fields.text("task type", limit: FrameLimits.word),
                    attempt: try fields.integer(UInt32.self, "attempt"),
                    deadline: try fields.integer(UInt64.self, "deadline"),
                    input: Array(try fields.data("input", limit: FrameLimits.document)),
                    settings: Array(try fields.data("settings", limit: FrameLimits.schema))
                )
            )
        case 2:
            self = .cancel(token: try fields.integer(UInt64.self, "token"))
        case 3:
            self = .answer(
                call: try fields.integer(UInt64.self, "call"),
                .answered(
                    text: try fields.text("answer", limit: FrameLimits.document),
                    model: try fields.text("model", limit: FrameLimits.word),
                    inputTokens: try fields.integer(UInt64.self, "input tokens"),
                    outputTokens: try fields.integer(UInt64.self, "output tokens")
                )
            )
        case 4:
            self = .answer(call: try fields.integer(UInt64.self, "call"), .failed(try fields.error()))
        default:
            throw FrameError("unknown frame kind \(frame.kind) from the host")
        }
        try fields.end()
    }
}

extension FrameEncoder {
    mutating func put(_ error: WireError) {
        put(error.outcome)
        put(error.code)
        put(error.message)
        put(error.retryAfter)
    }
}

extension FrameDecoder {
    mutating func error() throws(FrameError) -> WireError {
        let outcome = try byte("error class")
        guard (1...4).contains(outcome) else { throw FrameError("unknown error class \(outcome)") }
        return WireError(
            outcome: outcome,
            code: try text("error code", limit: FrameLimits.word),
            message: try text("error message", limit: FrameLimits.sentence),
            retryAfter: try integer(UInt64.self, "retry after")
        )
    }
}
