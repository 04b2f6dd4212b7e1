// SPDX-License-Identifier: Apache-2.0

/// What stands behind a `TaskContext`: the host, or a test's fake (`FakeServices` in `TaskKitTesting`).
///
/// Functions that wait throw `TaskError`, and `TaskError.cancelled` as soon as the Swift task they run in is
/// cancelled. A type that offers a part of this gets the rest from the extension below: those answer `unsupported`.
public protocol TaskServices: Sendable {
    /// The clock that deadlines are told by.
    var now: ContinuousClock.Instant { get }
    /// Whether the job is to stop: cancelled, past its deadline, or ended.
    var isCancelled: Bool { get }

    /// `pieces` gets the answer's text as it comes, in order, before the answer itself.
    func complete(_ prompt: Prompt, pieces: (@Sendable (String) -> Void)?) async throws -> Completion
    /// The answer with this number is of no use: it is not served again.
    func reject(_ answer: UInt64, reason: String)
    func embed(_ texts: [String], model: String?) async throws -> Embeddings
    /// A new buffer of zeros that may be written to.
    func makeBuffer(size: Int) async throws -> Buffer
    func fetch(_ request: FetchRequest) async throws -> Fetched
    func store(_ content: HostContent, as key: String, mediaType: String?) async throws -> Artifact
    /// What the cache holds under a key; nil: nothing.
    func cached(_ key: String) async throws -> HostContent?
    /// Whether the value was kept.
    func cache(_ content: HostContent, as key: String) async throws -> Bool
    /// The parts' results as JSON objects, in the order of the parts.
    func map(_ request: MapRequest) async throws -> [Result<[UInt8], TaskError>]

    func report(_ progress: JobProgress)
    /// Adds to what can be read of the job while it runs.
    func partial(_ text: String)
    func log(_ level: LogLevel, _ line: String)
}

extension TaskServices {
    public var now: ContinuousClock.Instant { .now }
    public var isCancelled: Bool { false }
    public func reject(_ answer: UInt64, reason: String) {}
    public func embed(_ texts: [String], model: String?) async throws -> Embeddings { throw unsupported("embed") }
    public func makeBuffer(size: Int) async throws -> Buffer { throw unsupported("buffer") }
    public func fetch(_ request: FetchRequest) async throws -> Fetched { throw unsupported("fetch") }
    public func store(_ content: HostContent, as key: String, mediaType: String?) async throws -> Artifact {
        throw unsupported("store")
    }
    public func cached(_ key: String) async throws -> HostContent? { throw unsupported("cache") }
    public func cache(_ content: HostContent, as key: String) async throws -> Bool { throw unsupported("cache") }
    public func map(_ request: MapRequest) async throws -> [Result<[UInt8], TaskError>] { throw unsupported("map") }
    public func report(_ progress: JobProgress) {}
    public func partial(_ text: String) {}

    private func unsupported(_ service: String) -> TaskError {
        TaskError(.permanent, code: "unsupported", message: "\(Self.self) offers no service `\(service)`")
    }
}

/// How urgent a log line is.
public enum LogLevel: UInt32, Sendable { case debug, info, warning, error }

/// How far a job is.
public struct JobProgress: Sendable, Hashable {
    /// Steps done, of so many in all; a total of 0 means that it is not known.
    public var done: Int
    public var total: Int
    /// What it is at, for people, at most 256 bytes; may be empty. No personal text.
    public var note: String

    public init(done: Int, total: Int = 0, note: String = "") {
        self.done = done
        self.total = total
        self.note = note
    }
}
