// SPDX-License-Identifier: Apache-2.0
import JSON
import Jobs
import Locks
import Queue
import Testing

@testable import Gateway

/// What the operator may ask of callbacks, and who may not.
@Suite(.timeLimit(.minutes(1)))
struct DeliveryDoorTests {
    /// One callback, `c-1`, and one destination that is switched off.
    private final class Log: DeliveryLog {
        struct Asked: Sendable, Equatable {
            var site: String?
            var state: CallbackRecord.State?
            var before: String?
            var limit: Int
        }
        static let destination = "https://blog.example/cb"
        let asked = Lock<[Asked]>([])
        let isOff = Lock(true)
        let failure = Lock<QueueError?>(nil)
        let isUnderWay = Lock(false)
        /// What was said after a change.
        let rings = Lock<[String]>([])

        private func check() throws(QueueError) { if let failure = failure.withLock({ $0 }) { throw failure } }

        func postpone(_ callbacks: [PostponedCallback]) async throws(QueueError) {}
        func deliveries(
            _ filter: DeliveryFilter,
            before: CallbackID?,
            limit: Int
        ) async throws(QueueError) -> [DeliveryRecord] {
            try check()
            let question = Asked(site: filter.site?.name, state: filter.state, before: before?.text, limit: limit)
            asked.withLock { $0.append(question) }
            return try await delivery(CallbackID("c-1")).map { [$0] } ?? []
        }
        func delivery(_ id: CallbackID) async throws(QueueError) -> DeliveryRecord? {
            try check()
            guard id.text == "c-1", let job = JobID("j-1"), let site = SiteID("blog") else { return nil }
            return DeliveryRecord(
                job: job,
                site: site,
                contract: "A",
                createdAt: WallTime(seconds: 1),
                attempts: 7,
                callback: CallbackRecord(
                    id: id,
                    url: Log.destination,
                    state: .waiting,
                    nextAttemptAt: WallTime(seconds: 60),
                    attempts: [
                        DeliveryAttempt(at: WallTime(seconds: 2), status: nil, error: "broken", milliseconds: 9)
                    ]
                )
            )
        }
        func replay(_ id: CallbackID, now: WallTime) async throws(QueueError) -> Replay {
            try check()
            guard id.text == "c-1" else { return .unknown }
            return isUnderWay.withLock { $0 } ? .underWay : .due
        }
        func disable(_ destination: DisabledDestination) async throws(QueueError) {}
        func enable(site: SiteID, destination: String, now: WallTime) async throws(QueueError) -> Bool {
            try check()
            return isOff.withLock { isOff in
                defer { isOff = false }
                return isOff && site.name == "blog" && destination == Log.destination
            }
        }
        func disabledDestinations() async throws(QueueError) -> [DisabledDestination] {
            guard isOff.withLock({ $0 }), let site = SiteID("blog") else { return [] }
            let callback = CallbackID("c-1")
            return [
                DisabledDestination(
                    site: site,
                    destination: Log.destination,
                    since: WallTime(seconds: 3),
                    callback: callback
                )
            ]
        }
    }

    private let log = Log()

    private func call(
        _ method: String,
        _ path: String,
        query: [(name: String, value: String)] = [],
        body: String = "",
        token: String? = GatewayFixture.token
    ) async throws -> (status: Int, body: JSONObject) {
        let desk = DeliveryDesk(
            log: log,
            replayed: { [log] in log.rings.withLock { $0.append("replayed") } },
            enabled: { [log] site, destination in log.rings.withLock { $0.append("\(site) \(destination)") } }
        )
        let request = InboundRequest(
            method: method,
            path: path,
            query: query,
            headers: token.map { [(name: "authorization", value: "Bearer \($0)")] } ?? [],
            body: Array(body.utf8)
        )
        let answer = await GatewayFixture().router(deliveries: desk).handle(request)
        return (answer.status, try #require(try JSONValue(parsing: answer.body).object))
    }

    @Test(arguments: ["/v1/deliveries", "/v1/deliveries/c-1", "/v1/deliveries/c-1/replay", "/v1/destinations/enable"])
    func onlyTheOperatorComesIn(_ path: String) async throws {
        for token in [nil, "", "wrong"] {
            let method = path.hasSuffix("replay") || path.hasSuffix("enable") ? "POST" : "GET"
            #expect(try await call(method, path, token: token).status == 401)
        }
        #expect(log.rings.withLock { $0.isEmpty } && log.isOff.withLock { $0 })
    }

    @Test func listsAreFilteredAndPaged() async throws {
        let list = try await call("GET", "/v1/deliveries")
        #expect(list.status == 200)
        let item = try #require(list.body["deliveries"]?.array?.first?.object)
        #expect(item["id"]?.string == "c-1" && item["attempt_count"]?.number?.integer == 7 && item["attempts"] == nil)
        let query = [
            (name: "state", value: "abandoned"), (name: "site", value: "blog"), (name: "before", value: "c-9"),
            (name: "limit", value: "1000"),
        ]
        #expect(try await call("GET", "/v1/deliveries", query: query).status == 200)
        #expect(
            log.asked.withLock { $0 } == [
                Log.Asked(site: nil, state: nil, before: nil, limit: 50),
                Log.Asked(site: "blog", state: .abandoned, before: "c-9", limit: 1000),
            ]
        )
    }

    @Test(
        arguments: [
            ("state", "gone"), ("site", "../x"), ("limit", "0"), ("limit", "1001"), ("limit", "x"), ("other", "1"),
        ]
    )
    func whatIsWrittenWrongIsRefused(_ name: String, _ value: String) async throws {
        #expect(try await call("GET", "/v1/deliveries", query: [(name: name, value: value)]).status == 400)
    }

    @Test func oneIsShownWithItsAttempts() async throws {
        let shown = try await call("GET", "/v1/deliveries/c-1")
        #expect(shown.status == 200)
        let attempt = try #require(shown.body["attempts"]?.array?.first?.object)
        #expect(attempt["status"] == .null && attempt["error"]?.string == "broken")
        #expect(try await call("GET", "/v1/deliveries/c-2").status == 404)
        #expect(try await call("DELETE", "/v1/deliveries/c-1").status == 405)
    }

    @Test func aReplayRingsTheBell() async throws {
        #expect(try await call("GET", "/v1/deliveries/c-1/replay").status == 405)
        #expect(try await call("POST", "/v1/deliveries/c-2/replay").status == 404)
        log.isUnderWay.withLock { $0 = true }
        #expect(try await call("POST", "/v1/deliveries/c-1/replay").status == 409)
        #expect(log.rings.withLock { $0.isEmpty })
        log.isUnderWay.withLock { $0 = false }
        #expect(try await call("POST", "/v1/deliveries/c-1/replay").status == 202)
        #expect(log.rings.withLock { $0 } == ["replayed"])
    }

    @Test func aDestinationIsSwitchedOnOnce() async throws {
        let shown = try await call("GET", "/v1/destinations")
        #expect(shown.body["disabled"]?.array?.first?.object?["destination"]?.string == Log.destination)
        let body = #"{"site":"blog","destination":"\#(Log.destination)"}"#
        for wrong in ["", "[]", "{}", #"{"site":"blog"}"#, #"{"site":"B!","destination":"x"}"#] {
            #expect(try await call("POST", "/v1/destinations/enable", body: wrong).status == 400)
        }
        #expect(try await call("POST", "/v1/destinations/enable", body: body).status == 200)
        #expect(try await call("POST", "/v1/destinations/enable", body: body).status == 404)
        #expect(log.rings.withLock { $0 } == ["blog \(Log.destination)"])
        #expect(try await call("POST", "/v1/destinations").status == 405)
        #expect(try await call("GET", "/v1/destinations/other").status == 404)
    }

    @Test(arguments: [(QueueError.Code.full, 507), (.unavailable, 503)])
    func aQueueThatFailsNamesNoPath(_ code: QueueError.Code, _ status: Int) async throws {
        log.failure.withLock { $0 = QueueError(code, "no room in /var/lib/mortise") }
        let answer = try await call("POST", "/v1/deliveries/c-1/replay")
        #expect(answer.status == status && answer.body["error"]?.string?.contains("/var") == false)
    }
}
