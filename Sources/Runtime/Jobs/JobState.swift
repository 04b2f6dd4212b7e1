// SPDX-License-Identifier: Apache-2.0

/// Where a job stands. `docs/job-lifecycle.md` has the diagram.
public enum JobState: String, Sendable, CaseIterable {
    /// Accepted and durable; runs at its `availableAt` or later.
    case queued
    /// Leased: a module process works on it.
    case running
    /// Ended with a result.
    case succeeded
    /// Ended without one: a permanent error, or a retryable one after the last attempt (a dead letter).
    case failed
    /// Ended: the input killed the module process while it ran there alone, too often.
    case quarantined
    /// Ended by an operator.
    case cancelled

    public var isTerminal: Bool {
        switch self {
        case .queued, .running: false
        case .succeeded, .failed, .quarantined, .cancelled: true
        }
    }
}

/// What a task says when it cannot give a result. The class decides what happens next; the code is for
/// programs, the message for people.
public struct JobError: Error, Hashable, Sendable {
    public enum Class: String, Sendable {
        /// Worth another attempt after a wait.
        case retryable
        /// Another attempt would fail the same way.
        case permanent
        /// The job was cancelled and stopped.
        case cancelled
        /// This input must not be run again.
        case poison
    }
    public var `class`: Class
    /// A stable word such as `provider_rate_limited`; at most 64 bytes.
    public var code: String
    /// A sentence; at most 2,000 bytes are kept. Never holds a secret.
    public var message: String
    /// Seconds that the cause itself asks to wait, when it named any.
    public var retryAfter: Double?
    /// What the server answered whose answer this is about. Told to the module that asked, kept nowhere.
    public var httpStatus: Int?

    public init(_ class: Class, code: String, message: String, retryAfter: Double? = nil) {
        self.class = `class`
        self.code = code
        self.message = message
        self.retryAfter = retryAfter
    }
}

/// What made a result: kept with the job and shown to whoever asks how a text came about.
public struct Provenance: Hashable, Sendable {
    /// Name and version of the module, such as `summarize 1.0.0`.
    public var module: String
    /// SHA-256 of the module's file, hexadecimal.
    public var moduleHash: String
    /// The ABI version spoken, such as `0.9`.
    public var abi: String
    /// The generation's number.
    public var generation: Int64
    /// The sandbox tier that the process reached, 0 to 3; see `docs/sandbox.md`.
    public var tier: Int
    /// The models that answered, without repeats.
    public var models: [String]
    /// Milliseconds between the job's start in the module and its end.
    public var milliseconds: Int64
    /// What its calls of models took; nil where it is not known.
    public var usage: JobUsage?

    public init(
        module: String,
        moduleHash: String,
        abi: String,
        generation: Int64,
        tier: Int,
        models: [String],
        milliseconds: Int64,
        usage: JobUsage? = nil
    ) {
        self.module = module
        self.moduleHash = moduleHash
        self.abi = abi
        self.generation = generation
        self.tier = tier
        self.models = models
        self.milliseconds = milliseconds
        self.usage = usage
    }
}
