// SPDX-License-Identifier: Apache-2.0
import JSON
public import Jobs
public import Queue

/// Finds whose request it is and which contract it follows, and answers it.
///
/// `handle` is what `HTTPServer` takes as its handler. A value without state of its own: it may be called from
/// any number of tasks at once.
public struct Router: Sendable {
    /// What a refused request of a known site is reported with.
    /// - Parameters:
    ///   - site: whose door it came to.
    ///   - status: what was answered.
    ///   - reason: the reason in full, for logs and listings on this side; never holds a body or a secret.
    ///   - requestID: the id of the request that was refused.
    public typealias RefusalReport =
        @Sendable (_ site: SiteID, _ status: Int, _ reason: String, _ requestID: String?) -> Void

    private let doors: [SiteID: SiteDoor]
    private let signed: SignedIntake
    private let native: NativeRoutes
    private let gate: any CallerGate
    private let metrics: (@Sendable () async -> InboundResponse)?
    private let readiness: @Sendable () async -> [String]
    private let onRefusal: RefusalReport

    /// - Parameters:
    ///   - doors: one for each site; of two with the same site the later counts.
    ///   - commands: what a caller may ask of his jobs.
    ///   - feed: the jobs' transitions as they happen.
    ///   - gate: says whose requests under `/v1` are.
    ///   - tasks: the task types that a site's jobs may ask for, by name.
    ///   - running: what a running job has said of itself so far; nil when it has said nothing.
    ///   - deliveries: what a caller may see and do of callbacks; nil: nothing.
    ///   - metrics: the answer to the operator's `GET /metrics`; nil: there is none.
    ///   - readiness: what still keeps the host from working; empty when nothing does.
    ///   - random: 128 fresh random bits for each job's id.
    public init(
        doors: [SiteDoor],
        queue: any QueueEngine,
        store: any JobStore,
        outbox: any Outbox,
        commands: any JobCommands,
        feed: JobFeed,
        gate: any CallerGate,
        tasks: @escaping TaskCatalogue,
        clock: any WallClock,
        random: @escaping @Sendable () -> (UInt64, UInt64),
        running: @escaping @Sendable (JobID) -> JobView.Running? = { _ in nil },
        deliveries: DeliveryDesk? = nil,
        metrics: (@Sendable () async -> InboundResponse)? = nil,
        readiness: @escaping @Sendable () async -> [String],
        onRefusal: @escaping RefusalReport
    ) {
        self.doors = Dictionary(doors.map { ($0.site, $0) }, uniquingKeysWith: { _, later in later })
        self.signed = SignedIntake(queue: queue, tasks: tasks, clock: clock, random: random)
        self.native = NativeRoutes(
            gate: gate,
            intake: NativeIntake(
                sites: Set(doors.map(\.site)),
                callbackRefusal: { [doors = self.doors] site, url in
                    doors[site].map { $0.nativeCallbackRefusal(url) } ?? "there is no such site"
                },
                queue: queue,
                store: store,
                tasks: tasks,
                clock: clock,
                random: random
            ),
            reads: NativeReads(store: store, outbox: outbox, feed: feed, running: running),
            changes: NativeChanges(store: store, commands: commands),
            deliveries: deliveries.map { DeliveryDoor(desk: $0, clock: clock) },
            onRefusal: onRefusal
        )
        self.gate = gate
        self.metrics = metrics
        self.readiness = readiness
        self.onRefusal = onRefusal
    }

    /// Answers one complete request.
    public func handle(_ request: InboundRequest) async -> InboundResponse {
        // The path is compared as it was sent: no decoding and no removal of dots, so nothing has two spellings.
        let parts = request.path.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
        guard request.path.hasPrefix("/") else { return .notFound }
        switch Array(parts) {
        case ["jobs"], ["api", "v1", "jobs"]:
            guard let door = doors.count == 1 ? doors.values.first : nil else { return .notFound }
            return await jobs(request, at: door, areDocuments: parts.count == 3)
        case let parts where parts.first == "s":
            guard let (name, areDocuments) = Self.site(parts), let site = SiteID(name), let door = doors[site] else {
                return .notFound
            }
            return await jobs(request, at: door, areDocuments: areDocuments)
        case let parts where parts.first == "v1":
            return await native.handle(request, parts.dropFirst().map(String.init))
        case ["openapi.json"]:
            return await reading(request) { InboundResponse(status: 200, body: OpenAPI.document) }
        case ["healthz"]:
            return await reading(request) { .json(200, .object([("ok", .bool(true))])) }
        case ["readyz"]:
            return await reading(request) { await ready() }
        case ["metrics"]:
            guard let metrics else { return .notFound }
            return await reading(request) {
                switch gate.admit(request) {
                case .refused(let response): response
                case .caller(.site): .operatorsAlone
                case .caller(.operator): await metrics()
                }
            }
        default: return .notFound
        }
    }

    /// The site that a path with its name is for, and whether it is contract B's.
    private static func site(_ parts: [Substring]) -> (name: String, areDocuments: Bool)? {
        switch parts.dropFirst(2).map(String.init) {
        case ["jobs"]: (String(parts[1]), false)
        case ["api", "v1", "jobs"]: (String(parts[1]), true)
        default: nil
        }
    }

    /// `/api/v1/jobs` is contract B; `/jobs` carries A or C, told apart by the header that authenticates.
    private func jobs(_ request: InboundRequest, at door: SiteDoor, areDocuments: Bool) async -> InboundResponse {
        if areDocuments {
            return report(await signed.take(DocumentSummary.self, request, at: door), of: request, at: door)
        }
        let isBearer = request.headers.contains { $0.name == "authorization" && $0.value.isBearer }
        guard request.method == "POST", isBearer else {
            return report(await signed.take(PostSummary.self, request, at: door), of: request, at: door)
        }
        let error =
            request.has(header: "x-ai-signature")
            ? "X-AI-Signature and Authorization: Bearer exclude each other: send one"
            : "Authorization: Bearer is not accepted here: sign the body with X-AI-Signature"
        return report(.init(response: .refusal(401, error), refusal: error), of: request, at: door)
    }

    private func report(
        _ outcome: SignedIntake.Outcome,
        of request: InboundRequest,
        at door: SiteDoor
    ) -> InboundResponse {
        if let reason = outcome.refusal { onRefusal(door.site, outcome.response.status, reason, request.requestID) }
        return outcome.response
    }

    private func reading(
        _ request: InboundRequest,
        _ answer: () async -> InboundResponse
    ) async -> InboundResponse {
        guard request.isRead else { return .wrongMethod(allow: "GET, HEAD") }
        return await answer()
    }

    private func ready() async -> InboundResponse {
        let reasons = await readiness()
        let body = JSONOutput.object([
            ("ready", .bool(reasons.isEmpty)), ("reasons", .array(reasons.map { .string($0) })),
        ])
        return reasons.isEmpty ? .json(200, body) : .json(503, body, headers: [("Retry-After", "1")])
    }
}

extension InboundResponse {
    static var notFound: InboundResponse { .refusal(404, "not found") }
}
