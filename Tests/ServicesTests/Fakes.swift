// SPDX-License-Identifier: Apache-2.0
import Jobs
import Locks
import Observability
import Providers
import Queue
import Services
import StandIns

/// A memo in memory that fails as often as it is told to.
final class MemoryMemo: CompletionMemo {
    private struct State {
        var answers: [CompletionKey: [UInt8]] = [:]
        var begun: [CompletionKey] = []
        var abandoned: [CompletionKey] = []
        var rejected: [CompletionKey: (reason: String, attempt: Int)] = [:]
        var rejectFailure: QueueError?
        var inFlight: [CompletionKey] = []
        /// What the next calls of `record` throw, in order.
        var recordFailures: [QueueError] = []
        var beginFailure: QueueError?
        var recordAttempts = 0
    }
    private let state = Lock(State())

    init(recordFailures: [QueueError] = [], beginFailure: QueueError? = nil, rejectFailure: QueueError? = nil) {
        state.withLock {
            $0.recordFailures = recordFailures
            $0.beginFailure = beginFailure
            $0.rejectFailure = rejectFailure
        }
    }

    var answers: [CompletionKey: [UInt8]] { state.withLock { $0.answers } }
    var begun: [CompletionKey] { state.withLock { $0.begun } }
    var abandoned: [CompletionKey] { state.withLock { $0.abandoned } }
    var rejected: [CompletionKey: String] { state.withLock { $0.rejected.mapValues(\.reason) } }
    var recordAttempts: Int { state.withLock { $0.recordAttempts } }

    func put(_ key: CompletionKey, _ answer: [UInt8]) { state.withLock { $0.answers[key] = answer } }
    func leaveInFlight(_ keys: [CompletionKey]) { state.withLock { $0.inFlight = keys } }

    func begin(_ key: CompletionKey, provider: String, now: WallTime) async throws(QueueError) -> MemoEntry {
        try state.withLock { state throws(QueueError) in
            if let failure = state.beginFailure { throw failure }
            if let answer = state.answers[key] {
                return state.rejected[key].map { .rejected(answer, attempt: $0.attempt) } ?? .recorded(answer)
            }
            state.begun.append(key)
            return .begun
        }
    }

    func record(_ key: CompletionKey, answer: [UInt8], now: WallTime) async throws(QueueError) {
        try state.withLock { state throws(QueueError) in
            state.recordAttempts += 1
            if !state.recordFailures.isEmpty { throw state.recordFailures.removeFirst() }
            state.answers[key] = answer
        }
    }

    func abandon(_ key: CompletionKey, now: WallTime) async throws(QueueError) {
        state.withLock { $0.abandoned.append(key) }
    }

    func reject(_ key: CompletionKey, attempt: Int, reason: String, now: WallTime) async throws(QueueError) -> Bool {
        try state.withLock { state throws(QueueError) in
            if let failure = state.rejectFailure { throw failure }
            if state.rejected[key] != nil { return true }
            guard state.answers[key] != nil, state.rejected.count < rejectionLimit else { return false }
            state.rejected[key] = (reason, attempt)
            return true
        }
    }

    func recoverInFlight() async throws(QueueError) -> [CompletionKey] {
        state.withLock { state in
            defer { state.inFlight = [] }
            return state.inFlight
        }
    }
}

/// A provider that does what a script says for its n-th call, from 0.
final class ScriptedProvider: CompletionProvider {
    typealias Script = @Sendable (Int, CompletionRequest) async -> Result<CompletionAnswer, ProviderFailure>
    let name = "scripted"
    let isPaid = true
    private let script: Script
    private let count = Lock(0)

    init(_ script: @escaping Script) { self.script = script }

    /// Answers `answer N` to the N-th call.
    static func counting() -> ScriptedProvider { ScriptedProvider { number, _ in .success(answer(number)) } }

    var calls: Int { count.withLock { $0 } }

    func complete(
        _ request: CompletionRequest,
        timeout: Double
    ) async throws(ProviderFailure) -> CompletionAnswer {
        let number = count.withLock { count in
            defer { count += 1 }
            return count
        }
        return try await script(number, request).get()
    }
}

func answer(_ number: Int, model: String = "m") -> CompletionAnswer {
    CompletionAnswer(text: "answer \(number)", model: model, inputTokens: number, outputTokens: 1)
}

/// Collects the pieces of an answer.
final class Pieces: Sendable {
    private let list = Lock<[String]>([])
    var all: [String] { list.withLock { $0 } }
    func add(_ piece: String) { list.withLock { $0.append(piece) } }
}

/// Streams the pieces of a script, as far as it is let.
final class StreamingProvider: CompletionProvider {
    let name = "streaming"
    let isPaid = true
    private let pieces: [String]
    private let gate: Gate?
    private let count = Lock((calls: 0, streamed: 0))

    /// - Parameter gate: passed after the first piece.
    init(_ pieces: [String], gate: Gate? = nil) {
        self.pieces = pieces
        self.gate = gate
    }

    var calls: Int { count.withLock { $0.calls } }
    var streamed: Int { count.withLock { $0.streamed } }

    func complete(_ request: CompletionRequest, timeout: Double) async throws(ProviderFailure) -> CompletionAnswer {
        count.withLock { $0.calls += 1 }
        await gate?.pass()
        return CompletionAnswer(text: pieces.joined(), model: "m", inputTokens: 1, outputTokens: 1)
    }

    func complete(
        _ request: CompletionRequest,
        timeout: Double,
        pieces taker: @escaping @Sendable (String) -> Void
    ) async throws(ProviderFailure) -> CompletionAnswer {
        count.withLock {
            $0.calls += 1
            $0.streamed += 1
        }
        for (index, piece) in pieces.enumerated() {
            taker(piece)
            if index == 0 { await gate?.pass() }
        }
        return CompletionAnswer(text: pieces.joined(), model: "m", inputTokens: 1, outputTokens: 1)
    }
}

struct StillClock: WallClock {
    func now() -> WallTime { WallTime(seconds: 1_700_000_000) }
}

extension CompletionService {
    /// The calls of a run of the first attempt.
    func session(for job: JobID, seconds: Double? = nil) -> CompletionSession {
        session(for: job, attempt: 1, seconds: seconds)
    }
}
