// SPDX-License-Identifier: Apache-2.0
import Foundation
import Glibc
import JSON
import JSONSchema
import Jobs
import Limits
import Locks
import Modules
import Observability
import Providers
import Queue
import Services
import StandIns
import Testing
import Threads

@testable import Scheduling

/// A scheduler over a queue in memory, a gated provider and built modules in real processes.
final class Bench: Sendable {
    let queue: MemoryQueue
    let provider = GatedProvider()
    let lines = CollectedLines()
    let clock = HandClock()
    let scheduler: Scheduler
    private let told: Told

    /// Counts the callbacks that were announced.
    private final class Told: Sendable {
        let count = Lock(0)
    }
    var callbacksTold: Int { told.count.withLock { $0 } }

    /// What runs are checked by and given.
    struct Checks {
        var result: JSONSchema?
        var settings: JSONObject?
        var isConfigured: @Sendable (SiteID) -> Bool = { _ in true }
        var pace = SitePace()
    }

    private init(
        _ queue: MemoryQueue,
        _ pool: ModulePool?,
        _ checks: Checks,
        _ change: (inout Scheduler.Options, WallTime) -> Void
    ) {
        self.queue = queue
        let told = Told()
        self.told = told
        var options = Scheduler.Options()
        change(&options, clock.now())
        let services = HostServices(
            completions: CompletionService(provider: provider, memo: NoMemo(), clock: clock, log: Logger(lines))
        )
        scheduler = Scheduler(
            queue: queue,
            route: ModuleRoute(pool.map { ["post_summary": $0, "second": $0, "script": $0] } ?? [:]),
            services: { [isConfigured = checks.isConfigured] in isConfigured($0) ? services : nil },
            pace: checks.pace,
            results: { [result = checks.result] _ in result },
            settings: { [settings = checks.settings] _, _ in settings },
            callback: { job, state, result, error in
                guard state.isTerminal else { return nil }
                return NewCallback(
                    id: CallbackID("callback of \(job.id)"),
                    site: job.site,
                    contract: "A",
                    url: "",
                    body: result ?? Array((error?.message ?? "").utf8)
                )
            },
            didSettle: { told.count.withLock { $0 += 1 } },
            clock: clock,
            log: Logger(lines),
            options: options
        )
    }

    /// Runs a scheduler while `body` looks on; opens the provider and stops the scheduler at the end.
    static func with(
        queue: MemoryQueue = MemoryQueue(),
        module: String? = "libSummarize.so",
        checks: Checks = Checks(),
        options: (inout Scheduler.Options, WallTime) -> Void = { _, _ in },
        isolation: isolated (any Actor)? = #isolation,
        _ body: (Bench) async throws -> Void
    ) async throws {
        let folder = FileManager.default.temporaryDirectory.path + "/mortise-test-\(UUID().uuidString)"
        try FileManager.default.createDirectory(
            atPath: folder,
            withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o755]
        )
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let bench = Bench(queue, try module.map { try pool($0, folder) }, checks, options)
        let run = Task { await bench.scheduler.run() }
        let result: Result<Void, any Error>
        do {
            result = .success(try await body(bench))
        } catch {
            result = .failure(error)
        }
        bench.provider.open()
        await bench.scheduler.stop(drain: 0)
        await run.value
        try result.get()
    }

    private static func pool(_ module: String, _ folder: String) throws -> ModulePool {
        return ModulePool(
            image: try ModuleImage.install("\(Built.modules)/\(module)", into: folder + "/modules"),
            generation: 1,
            program: Built.moduleHost,
            user: geteuid() == 0 ? 59_500 : nil,
            memory: 2 << 30,
            spawner: try Spawner(),
            log: Logger(CollectedLines())
        )
    }

    /// Puts jobs into the queue and wakes the scheduler.
    func add(
        _ ids: [String],
        site: String = "default",
        type: String = "post_summary",
        isSuspect: Bool = false,
        priority: Int = 5,
        attempts: Int = 6,
        content: String = "a post"
    ) throws {
        for id in ids {
            queue.add(
                JobRecord(
                    id: try #require(JobID(id)),
                    site: try #require(SiteID(site)),
                    taskType: type,
                    state: .queued,
                    priority: priority,
                    counters: JobCounters(isSuspect: isSuspect),
                    createdAt: clock.now(),
                    availableAt: clock.now(),
                    updatedAt: clock.now(),
                    retry: RetryPolicy(
                        attempts: attempts,
                        baseDelay: 5,
                        maximumDelay: 80,
                        softTimeout: 300,
                        hardTimeout: 600
                    ),
                    reply: nil
                ),
                content: content
            )
        }
        scheduler.doorbell.ring()
    }
}

/// Holds every call until it is opened, then answers or fails as told.
final class GatedProvider: CompletionProvider {
    private struct State {
        var isOpen = false
        var waiting: [CheckedContinuation<Void, Never>] = []
        var calls = 0
        var failure: ProviderFailure?
        /// Of the next call alone.
        var single: ProviderFailure?
        var words: [Int?] = []
    }
    let name = "gated"
    let isPaid = true
    private let state = Lock(State())

    var calls: Int { state.withLock { $0.calls } }
    /// How many words each call asked for.
    var words: [Int?] { state.withLock { $0.words } }
    func fail(_ failure: ProviderFailure?) { state.withLock { $0.failure = failure } }
    /// The next call alone.
    func failOnce(_ failure: ProviderFailure) { state.withLock { $0.single = failure } }

    func open() {
        let waiting = state.withLock { state in
            state.isOpen = true
            defer { state.waiting = [] }
            return state.waiting
        }
        for continuation in waiting { continuation.resume() }
    }

    func complete(
        _ request: CompletionRequest,
        timeout: Double
    ) async throws(ProviderFailure) -> CompletionAnswer {
        await withCheckedContinuation { continuation in
            let isOpen = state.withLock { state in
                state.calls += 1
                state.words.append(request.targetWords)
                if !state.isOpen { state.waiting.append(continuation) }
                return state.isOpen
            }
            if isOpen { continuation.resume() }
        }
        if let failure = state.withLock({ $0.single.take() ?? $0.failure }) { throw failure }
        return CompletionAnswer(text: "a summary", model: "gated-1", inputTokens: 1, outputTokens: 1)
    }
}

extension GatedProvider {
    /// A piece of an answer comes whatever becomes of the rest.
    func complete(
        _ request: CompletionRequest,
        timeout: Double,
        pieces: @escaping @Sendable (String) -> Void
    ) async throws(ProviderFailure) -> CompletionAnswer {
        pieces("a piece")
        return try await complete(request, timeout: timeout)
    }
}

/// Remembers nothing.
struct NoMemo: CompletionMemo {
    func begin(_ key: CompletionKey, provider: String, now: WallTime) async throws(QueueError) -> MemoEntry { .begun }
    func record(_ key: CompletionKey, answer: [UInt8], now: WallTime) async throws(QueueError) {}
    func abandon(_ key: CompletionKey, now: WallTime) async throws(QueueError) {}
    func reject(_ key: CompletionKey, attempt: Int, reason: String, now: WallTime) async throws(QueueError) -> Bool {
        true
    }
    func recoverInFlight() async throws(QueueError) -> [CompletionKey] { [] }
}
