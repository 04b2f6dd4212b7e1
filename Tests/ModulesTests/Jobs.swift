// SPDX-License-Identifier: Apache-2.0
import Buffers
import Foundation
import Jobs
import Locks
import ModuleProtocol
import Observability
import StandIns
import Testing
import Waiting

@testable import Modules

/// A post as a job; `content` tells the hostile module what to do.
func testJob(_ content: String, id: String = "job", soft: Double = 50, hard: Double = 60) throws -> ModuleJob {
    ModuleJob(
        id: try #require(JobID(id)),
        taskType: "post_summary",
        attempt: 1,
        input: Array(#"{"title":"T","content":"\#(content)"}"#.utf8),
        settings: Array("{}".utf8),
        softTimeout: soft,
        hardTimeout: hard
    )
}

extension ModuleJob {
    /// The same with another content, or as a part.
    func with(
        input: String? = nil,
        taskType: String? = nil,
        part: (index: Int, count: Int) = (0, 0),
        buffer: MemoryFile? = nil
    ) -> ModuleJob {
        ModuleJob(
            id: id,
            taskType: taskType ?? self.taskType,
            attempt: attempt,
            input: input.map { Array($0.utf8) } ?? self.input,
            settings: settings,
            softTimeout: softTimeout,
            hardTimeout: hardTimeout,
            partIndex: part.index,
            partCount: part.count,
            buffer: buffer
        )
    }
}

/// Answers every model call with its last part's text.
struct Answering: JobServices {
    let buffers = BufferAccount()

    func perform(_ call: ServiceCall, pieces: @escaping @Sendable (String) -> Void) async -> HostReply {
        guard case .complete(let call) = call else {
            return HostReply(.failed(WireError(outcome: 2, code: "unsupported", message: "only complete")))
        }
        return HostReply(.completed(.summary(call.parts.last?.text ?? "")))
    }
}

/// Answers no model call until it is cancelled.
final class Waiting: JobServices {
    static let cancelled = ServiceReply.failed(WireError(outcome: 3, code: "cancelled", message: "cancelled"))
    private let calls = Lock(0)
    var count: Int { calls.withLock { $0 } }

    let buffers = BufferAccount()

    func perform(_ call: ServiceCall, pieces: @escaping @Sendable (String) -> Void) async -> HostReply {
        calls.withLock { $0 += 1 }
        try? await Task.sleep(for: .seconds(600))
        return HostReply(Self.cancelled)
    }
}

extension JobServices {
    func progress(done: UInt64, total: UInt64, note: String) {}
    func partial(_ text: String) {}
    func reject(answer: UInt64, reason: String) {}
}

extension CompletionReply {
    static func summary(_ text: String) -> CompletionReply {
        CompletionReply(text: "summary of \(text)", model: "m", inputTokens: 1, outputTokens: 2, number: 1)
    }
}

/// A pool of real processes, closed at the end whatever happens.
func withPool<Value>(
    _ module: String,
    program: String = Built.moduleHost,
    manifest: ModuleManifest? = nil,
    roots: [ReadableRoot] = [],
    options: PoolOptions = PoolOptions(),
    log: any LogSink = CollectedLines(),
    isolation: isolated (any Actor)? = #isolation,
    _ body: (ModulePool) async throws -> Value
) async throws -> Value {
    try await withTestFolder { folder in
        let image = try ModuleImage.install(module, into: folder + "/modules")
        let pool = ModulePool(
            image: image,
            manifest: manifest,
            roots: roots,
            generation: 1,
            program: program,
            user: geteuid() == 0 ? 59_500 : nil,
            memory: Machine.memory,
            options: options,
            // Other tests of this program have children of their own.
            spawner: try Spawner(isOurs: { Machine.children.contains($0) }),
            log: Logger(log)
        )
        defer { pool.close() }
        return try await body(pool)
    }
}

/// The result of a run that succeeded; throws with what happened instead.
func summary(_ end: ModuleRunEnd) throws -> String {
    guard case .succeeded(let result, _) = end else { throw WaitedInVain(description: "it ended \(end)") }
    struct Result: Decodable { var summary: String }
    return try JSONDecoder().decode(Result.self, from: Data(result)).summary
}

/// How a run ended, in a word.
func word(_ end: ModuleRunEnd) -> String {
    switch end {
    case .succeeded: "succeeded"
    case .failed(let error, _): error.code
    case .died(let alone, _): alone ? "died alone" : "died"
    case .notRun(let reason, _): reason
    }
}

/// How a part ended, in a word.
func word(_ end: JobEnd) -> String {
    switch end {
    case .succeeded: "succeeded"
    case .failed(let error): error.code
    }
}

/// Options with some changed.
func options(_ change: (inout PoolOptions) -> Void) -> PoolOptions {
    var options = PoolOptions()
    change(&options)
    return options
}
