// SPDX-License-Identifier: Apache-2.0

/// What the host says to a module process. The process believes its form only after the same checks as the other way.
public enum HostMessage: Sendable, Hashable {
    /// Run this job. Carries one descriptor when the job has a buffer.
    case start(JobStart)
    case cancel(token: UInt64)
    /// The answer to the call with this number. Carries one descriptor when the reply holds a buffer.
    case answer(call: UInt64, ServiceReply)
    /// A piece of the answer to come, of a `complete` that asked for pieces.
    case delta(call: UInt64, piece: String)
    /// To a template: fork a process that takes over the connection and the output that come with this message.
    /// Carries two descriptors: socket, output.
    case fork

    /// How many descriptors travel with the message's first byte.
    public var descriptorCount: Int {
        switch self {
        case .start(let job): job.buffer == nil ? 0 : 1
        case .answer(_, let reply): reply.buffer == nil ? 0 : 1
        case .fork: 2
        case .cancel, .delta: 0
        }
    }
}

/// A job as it goes to a module process.
public struct JobStart: Sendable, Hashable {
    public var token: UInt64
    public var id: String
    public var taskType: String
    public var attempt: UInt32
    /// Milliseconds until the job is cancelled; 0 means without limit.
    public var deadline: UInt64
    /// JSON objects.
    public var input: [UInt8]
    public var settings: [UInt8]
    /// For a part of a `map`: which one, of how many.
    public var partIndex: UInt32
    public var partCount: UInt32
    public var buffer: WireBuffer?

    public init(
        token: UInt64,
        id: String,
        taskType: String,
        attempt: UInt32,
        deadline: UInt64,
        input: [UInt8],
        settings: [UInt8],
        partIndex: UInt32 = 0,
        partCount: UInt32 = 0,
        buffer: WireBuffer? = nil
    ) {
        self.token = token
        self.id = id
        self.taskType = taskType
        self.attempt = attempt
        self.deadline = deadline
        self.input = input
        self.settings = settings
        self.partIndex = partIndex
        self.partCount = partCount
        self.buffer = buffer
    }
}

/// A shared memory file, as it is named in messages; its descriptor travels beside the bytes. The host makes every one
/// and never takes a descriptor from a module.
public struct WireBuffer: Sendable, Hashable {
    /// Not 0; unique within the process that it goes to.
    public var number: UInt64
    public var size: UInt64
    public var isWritable: Bool

    public init(number: UInt64, size: UInt64, isWritable: Bool) {
        self.number = number
        self.size = size
        self.isWritable = isWritable
    }
}

/// An error as it crosses: class (1 retryable, 2 permanent, 3 cancelled, 4 poison), word, sentence.
public struct WireError: Error, Sendable, Hashable {
    public var outcome: UInt8
    public var code: String
    public var message: String
    /// Milliseconds; 0 when the cause asked for none.
    public var retryAfter: UInt64
    /// What the server answered whose answer this is about; 0 without one.
    public var httpStatus: UInt16

    public init(outcome: UInt8, code: String, message: String, retryAfter: UInt64 = 0, httpStatus: UInt16 = 0) {
        self.outcome = outcome
        self.code = code
        self.message = message
        self.retryAfter = retryAfter
        self.httpStatus = httpStatus
    }
}
