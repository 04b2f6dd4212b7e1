// SPDX-License-Identifier: Apache-2.0
import Destinations
import Jobs
import Locks
import Observability
import Outbound
import Queue
import Signing
import Testing

@testable import Delivery

/// A receiver that answers as a script says for its n-th request, from 0.
final class ScriptedClient: HTTPClient {
    typealias Script = @Sendable (Int) async -> Result<OutboundResponse, OutboundFailure>
    private let script: Script
    private let sent = Lock<[OutboundRequest]>([])

    /// Called with every request before it is answered.
    private let before: @Sendable (OutboundRequest) async -> Void

    init(_ script: @escaping Script, before: @escaping @Sendable (OutboundRequest) async -> Void = { _ in }) {
        self.script = script
        self.before = before
    }

    var requests: [OutboundRequest] { sent.withLock { $0 } }

    func send(_ request: OutboundRequest) async throws(OutboundFailure) -> OutboundResponse {
        let number = sent.withLock { sent in
            sent.append(request)
            return sent.count - 1
        }
        await before(request)
        return try await script(number).get()
    }
}

func answer(
    _ status: Int,
    retryAfter: String? = nil,
    body: String = ""
) -> Result<OutboundResponse, OutboundFailure> {
    let headers = retryAfter.map { [(name: "retry-after", value: $0)] } ?? []
    return .success(
        OutboundResponse(status: status, headers: headers, body: Array(body.utf8), isCut: false, seconds: 0.5)
    )
}

/// An outbox in memory.
final class MemoryOutbox: Outbox, DeliveryLog {
    struct Entry: Sendable {
        var callback: NewCallback
        var createdAt: WallTime
        var dueAt: WallTime
        var heldUntil: WallTime?
        var outcomes: [DeliveryOutcome] = []
        var attempts: [DeliveryAttempt] = []
        var mayHaveArrived: Bool { attempts.contains(where: \.mayHaveArrived) }
        var isWaiting: Bool { outcomes.last != .delivered && outcomes.last != .abandoned }
    }
    private let entries = Lock<[Entry]>([])
    private let failures = Lock(0)
    private let switches = Lock<[DisabledDestination]>([])
    private let puttingOff = Lock<[PostponedCallback]>([])
    private let claims = Lock(0)
    /// Called at the beginning of every claim.
    private let onClaim: @Sendable () async -> Void

    init(onClaim: @escaping @Sendable () async -> Void = {}) { self.onClaim = onClaim }

    var all: [Entry] { entries.withLock { $0 } }
    var claimCount: Int { claims.withLock { $0 } }
    func add(_ callback: NewCallback, at time: WallTime) {
        entries.withLock { $0.append(Entry(callback: callback, createdAt: time, dueAt: time)) }
    }
    /// Makes the next records fail.
    func failRecords(_ count: Int) { failures.withLock { $0 = count } }

    func claimDue(limit: Int, now: WallTime, until: WallTime) async throws(QueueError) -> [Callback] {
        claims.withLock { $0 += 1 }
        await onClaim()
        return entries.withLock { entries in
            var due: [Callback] = []
            for index in entries.indices where due.count < limit && entries[index].isWaiting {
                let entry = entries[index]
                guard entry.dueAt <= now, entry.heldUntil.map({ $0 <= now }) ?? true, let job = JobID("job") else {
                    continue
                }
                entries[index].heldUntil = until
                due.append(
                    Callback(
                        content: entry.callback,
                        job: job,
                        attempts: entry.attempts.count,
                        createdAt: entry.createdAt,
                        mayHaveArrived: entry.mayHaveArrived
                    )
                )
            }
            return due
        }
    }

    func record(_ id: CallbackID, _ outcome: DeliveryOutcome, attempt: DeliveryAttempt) async throws(QueueError) {
        let isFailing = failures.withLock { count in
            defer { count = max(0, count - 1) }
            return count > 0
        }
        guard !isFailing else { throw QueueError(.full, "no room") }
        entries.withLock { entries in
            guard let index = entries.firstIndex(where: { $0.callback.id == id }) else { return }
            entries[index].outcomes.append(outcome)
            entries[index].attempts.append(attempt)
            entries[index].heldUntil = nil
            if case .retry(let time) = outcome { entries[index].dueAt = time }
        }
    }

    /// Everything that was put off, in order.
    var postponed: [PostponedCallback] { puttingOff.withLock { $0 } }

    func postpone(_ callbacks: [PostponedCallback]) async throws(QueueError) {
        puttingOff.withLock { $0 += callbacks }
        entries.withLock { entries in
            for callback in callbacks {
                guard let index = entries.firstIndex(where: { $0.callback.id == callback.id }) else { continue }
                entries[index].heldUntil = nil
                entries[index].dueAt = callback.until
            }
        }
    }
    func deliveries(
        _ filter: DeliveryFilter,
        before: CallbackID?,
        limit: Int
    ) async throws(QueueError) -> [DeliveryRecord] { [] }
    func delivery(_ id: CallbackID) async throws(QueueError) -> DeliveryRecord? { nil }
    func replay(_ id: CallbackID, now: WallTime) async throws(QueueError) -> Replay { .unknown }
    func disable(_ destination: DisabledDestination) async throws(QueueError) {
        switches.withLock { $0.append(destination) }
    }
    func enable(site: SiteID, destination: String, now: WallTime) async throws(QueueError) -> Bool {
        let was = switches.withLock { switches in
            let count = switches.count
            switches.removeAll { $0.site == site && $0.destination == destination }
            return switches.count < count
        }
        entries.withLock { entries in for index in entries.indices { entries[index].dueAt = now } }
        return was
    }
    func disabledDestinations() async throws(QueueError) -> [DisabledDestination] { switches.withLock { $0 } }

    func recoverHeld(spacing: [String: Double], now: WallTime) async throws(QueueError) -> Int { 0 }
    func nextCallbackDue() async throws(QueueError) -> WallTime? {
        entries.withLock { $0.filter(\.isWaiting).map { max($0.dueAt, $0.heldUntil ?? $0.dueAt) }.min() }
    }
    func callbacks(of job: JobID) async throws(QueueError) -> [CallbackRecord] { [] }
}

func testCallback(
    _ id: String = "c-1",
    contract: String = "A",
    site: String = "default",
    url: String = "https://blog.example.org/wp-json/x?token=TOPSECRET"
) throws -> NewCallback {
    NewCallback(
        id: CallbackID(id),
        site: try #require(SiteID(site)),
        contract: contract,
        url: url,
        body: Array(#"{"post_id":1}"#.utf8)
    )
}

func testSite(_ credentials: String? = "bot:abcd efgh ijkl", keys: [Secret] = []) throws -> DeliverySite {
    DeliverySite(
        site: try #require(SiteID("default")),
        basicCredentials: credentials.map { Secret(text: $0) },
        webhook: keys.isEmpty ? nil : StandardWebhook(keys: keys),
        destinations: DestinationRule(
            list: try AllowList(parsing: "blog.example.org"),
            unlisted: .listedOnly,
            requiresTLS: true
        ),
        documents: DocumentDelivery(
            secret: documentSecret,
            destinations: DestinationRule(list: .empty, unlisted: .publicUnlessListed, requiresTLS: false)
        )
    )
}

/// Contract B's, of `testSite`.
let documentSecret = Secret(text: "callback secret of at least 32 bytes")

/// A job of the site `news` whose end is reported.
func testRecord(_ taskType: String, contract: String, echo: String) throws -> JobRecord {
    JobRecord(
        id: try #require(JobID("job")),
        site: try #require(SiteID("news")),
        taskType: taskType,
        state: .running,
        priority: 5,
        counters: JobCounters(),
        createdAt: WallTime(seconds: 0),
        availableAt: WallTime(seconds: 0),
        updatedAt: WallTime(seconds: 0),
        retry: RetryPolicy(attempts: 6, baseDelay: 5, maximumDelay: 80, softTimeout: 50, hardTimeout: 60),
        reply: ReplyAddress(contract: contract, url: "https://blog.example.org/x", echo: echo)
    )
}

/// Runs a worker while `body` looks on, and stops it.
/// - Parameter seconds: that attempts under way get at the end.
func withWorker(
    _ outbox: MemoryOutbox,
    _ client: ScriptedClient,
    clock: any WallClock,
    log: Logger,
    within seconds: Double = 15,
    isolation: isolated (any Actor)? = #isolation,
    _ body: (DeliveryWorker) async throws -> Void
) async throws {
    let worker = DeliveryWorker(outbox: outbox, client: client, sites: [try testSite()], clock: clock, log: log)
    let run = Task { await worker.run() }
    do {
        try await body(worker)
    } catch {
        await worker.stop(within: seconds)
        throw error
    }
    await worker.stop(within: seconds)
    await run.value
}
