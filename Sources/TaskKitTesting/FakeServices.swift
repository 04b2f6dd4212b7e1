// SPDX-License-Identifier: Apache-2.0
import Locks
public import TaskKit

/// Stands in for the host in unit tests of tasks: no process, no network, no clock but the test's own.
///
/// ```swift
/// @Test func aReportIsGraded() async throws {
///     let fake = FakeServices()
///     fake.completions.then(#"{"grade":3}"#)
///     let result = try await Grade().run(Grade.Input(text: "…"), in: fake.context(settings: #"{"strict":true}"#))
///     #expect(result.grade == 3)
///     #expect(fake.completions.requests.first?.parts.first?.text.contains("strictly") == true)
/// }
/// ```
///
/// `completions`, `embeddings`, `fetches` and `maps` are scripted. Artifacts, cache and buffers work by themselves, in
/// memory. Rejections, progress, partial text and log lines are kept.
public final class FakeServices: TaskServices {
    /// What a task asked to be made into vectors.
    public struct EmbedRequest: Sendable, Hashable {
        public var texts: [String]
        public var model: String?

        public init(texts: [String], model: String? = nil) {
            self.texts = texts
            self.model = model
        }
    }
    /// An artifact that a task stored.
    public struct Stored: Sendable, Hashable {
        public var bytes: [UInt8]
        public var mediaType: String?
        public var text: String { String(decoding: bytes, as: UTF8.self) }
    }
    /// An answer that a task had no use for.
    public struct Rejection: Sendable, Hashable {
        /// The answer's: they are numbered from 1 in the order in which they were given.
        public var number: UInt64
        public var reason: String

        public init(number: UInt64, reason: String) {
            self.number = number
            self.reason = reason
        }
    }
    private struct State {
        var now: ContinuousClock.Instant
        var deadline: ContinuousClock.Instant?
        var answers: UInt64 = 0
        var buffers: UInt64 = 0
        var rejections: [Rejection] = []
        var artifacts: [String: Stored] = [:]
        var cache: [String: [UInt8]] = [:]
        var progress: [JobProgress] = []
        var partial = ""
        var lines: [String] = []
    }
    private let state: Lock<State>
    private let signal: CancellationSignal

    public let completions: Script<Prompt, Completion>
    public let embeddings: Script<EmbedRequest, Embeddings>
    public let fetches: Script<FetchRequest, Fetched>
    public let maps: Script<MapRequest, [Result<[UInt8], TaskError>]>

    public init() {
        let signal = CancellationSignal()
        self.signal = signal
        state = Lock(State(now: .now))
        completions = Script("complete", signal)
        embeddings = Script("embed", signal)
        fetches = Script("fetch", signal)
        maps = Script("map", signal)
    }

    // MARK: What the test sees

    public var rejections: [Rejection] { state.withLock { $0.rejections } }
    public var artifacts: [String: Stored] { state.withLock { $0.artifacts } }
    /// What the cache holds; a test may put something there before.
    public var cache: [String: [UInt8]] {
        get { state.withLock { $0.cache } }
        set { state.withLock { $0.cache = newValue } }
    }
    public var progress: [JobProgress] { state.withLock { $0.progress } }
    public var partialText: String { state.withLock { $0.partial } }
    /// Such as `warning a model's answer did not fit`.
    public var lines: [String] { state.withLock { $0.lines } }

    // MARK: What the test does

    /// A context for a task, with a deadline so far from the fake's now.
    /// - Parameter settings: one JSON object.
    public func context(
        jobID: String = "job",
        attempt: Int = 1,
        settings: String = "{}",
        deadline: Duration? = nil,
        part: JobPart? = nil,
        buffer: Buffer? = nil
    ) -> TaskContext {
        let end = state.withLock { state in
            state.deadline = deadline.map { state.now + $0 }
            return state.deadline
        }
        return TaskContext(
            jobID: jobID,
            attempt: attempt,
            deadline: end,
            settings: Array(settings.utf8),
            part: part,
            buffer: buffer,
            services: self
        )
    }

    /// As above, for a blocking task.
    public func blockingContext(
        jobID: String = "job",
        attempt: Int = 1,
        settings: String = "{}",
        deadline: Duration? = nil,
        part: JobPart? = nil,
        buffer: Buffer? = nil
    ) -> BlockingContext {
        let context = context(
            jobID: jobID,
            attempt: attempt,
            settings: settings,
            deadline: deadline,
            part: part,
            buffer: buffer
        )
        return BlockingContext(context, signal: signal)
    }

    /// Cancels the job: services that wait throw, `isCancelled` is true.
    public func cancel() { signal.cancel() }

    /// Lets time pass for the task. Past its deadline the job is cancelled.
    public func advance(by time: Duration) {
        let isPast = state.withLock { state in
            state.now += time
            return state.deadline.map { $0 <= state.now } ?? false
        }
        if isPast { signal.cancel() }
    }

    // MARK: What the task uses

    public var now: ContinuousClock.Instant { state.withLock { $0.now } }
    public var isCancelled: Bool { signal.isCancelled }

    /// The answer's text comes in pieces, word by word, before the answer.
    public func complete(_ prompt: Prompt, pieces: (@Sendable (String) -> Void)?) async throws -> Completion {
        var completion = try await completions.reply(to: prompt)
        completion.number = state.withLock { state in
            state.answers += 1
            return state.answers
        }
        if let pieces {
            for (index, word) in completion.text.split(separator: " ", omittingEmptySubsequences: false).enumerated() {
                pieces(index == 0 ? String(word) : " \(word)")
            }
        }
        return completion
    }

    public func reject(_ answer: UInt64, reason: String) {
        state.withLock { $0.rejections.append(Rejection(number: answer, reason: reason)) }
    }

    public func embed(_ texts: [String], model: String?) async throws -> Embeddings {
        try await embeddings.reply(to: EmbedRequest(texts: texts, model: model))
    }

    public func makeBuffer(size: Int) async throws -> Buffer {
        let number = state.withLock { state in
            state.buffers += 1
            return state.buffers
        }
        return Buffer(number: number, bytes: repeatElement(0, count: size), isWritable: true)
    }

    public func fetch(_ request: FetchRequest) async throws -> Fetched { try await fetches.reply(to: request) }

    public func store(_ content: HostContent, as key: String, mediaType: String?) async throws -> Artifact {
        let bytes = content.bytes
        state.withLock { $0.artifacts[key] = Stored(bytes: bytes, mediaType: mediaType) }
        return Artifact(key: key, size: bytes.count, sha256: SHA256.hexadecimal(of: bytes))
    }

    public func cached(_ key: String) async throws -> HostContent? {
        cache[key].map { .buffer(Buffer(bytes: $0), count: $0.count) }
    }

    public func cache(_ content: HostContent, as key: String) async throws -> Bool {
        let bytes = content.bytes
        state.withLock { $0.cache[key] = bytes }
        return true
    }

    public func map(_ request: MapRequest) async throws -> [Result<[UInt8], TaskError>] {
        try await maps.reply(to: request)
    }

    public func report(_ progress: JobProgress) { state.withLock { $0.progress.append(progress) } }
    public func partial(_ text: String) { state.withLock { $0.partial += text } }
    public func log(_ level: LogLevel, _ line: String) { state.withLock { $0.lines.append("\(level) \(line)") } }
}
