// SPDX-License-Identifier: Apache-2.0
import Foundation
import JSON
import Jobs
import Queue
import SQLiteQueue
import Signing
import Testing

@testable import Gateway

/// A router over a real store in a folder of its own, for an operator and for two sites with a token each.
final class StoreFixture: Sendable {
    private struct Gate: CallerGate {
        func admit(_ request: InboundRequest) -> Admission {
            switch request.soleHeader("authorization")?.bearerToken {
            case "operator": .caller(.operator)
            case "blog": SiteID("blog").map { .caller(.site($0)) } ?? .refused(.notFound)
            case "shop": SiteID("shop").map { .caller(.site($0)) } ?? .refused(.notFound)
            default: .refused(.refusal(401, "who are you?", headers: [("WWW-Authenticate", "Bearer")]))
            }
        }
    }

    /// Cancel and retry without a scheduler that would have to be told.
    private struct Commands: JobCommands {
        let store: SQLiteStore
        func cancel(_ id: JobID) async throws(QueueError) -> ControlResult {
            try await store.cancel(id, now: GatewayFixture.now + 1) { _ in nil }
        }
        func retry(_ id: JobID) async throws(QueueError) -> ControlResult {
            try await store.retry(id, now: GatewayFixture.now + 2)
        }
    }

    let store: SQLiteStore
    let feed = JobFeed(run: "fixture", capacity: 8)
    let router: Router
    /// The same with one site alone.
    let single: Router

    private init(_ store: SQLiteStore) {
        self.store = store
        router = Self.router(["blog", "shop"], store, feed)
        single = Self.router(["blog"], store, feed)
    }

    private static func router(_ sites: [String], _ store: SQLiteStore, _ feed: JobFeed) -> Router {
        Router(
            doors: sites.compactMap(SiteID.init).map { site in
                SiteDoor(
                    site: site,
                    secret: GatewayFixture.secret,
                    documents: GatewayFixture.documents,
                    nativeCallbackRefusal: { url in
                        url.hasPrefix("https://\(site.name).example/")
                            ? nil : "callback_url is not allowed for this site"
                    }
                ) { url in
                    url.hasPrefix("https://blog.example/") ? nil : "callback_url is not allowed for this site"
                }
            },
            queue: store,
            store: store,
            outbox: store,
            commands: Commands(store: store),
            feed: feed,
            gate: Gate(),
            tasks: { _ in GatewayFixture.offers },
            clock: FixedClock(time: GatewayFixture.now),
            random: { (UInt64.random(in: 0...UInt64.max), UInt64.random(in: 0...UInt64.max)) },
            deliveries: DeliveryDesk(log: store, replayed: {}, enabled: { _, _ in }),
            metrics: {
                InboundResponse(
                    status: 200,
                    headers: [(name: "Content-Type", value: "text/plain; version=0.0.4; charset=utf-8")],
                    body: Array("mortise_queue_readable 1\n".utf8)
                )
            },
            readiness: { [] },
            onRefusal: { _, _, _, _ in }
        )
    }

    static func with(_ body: (StoreFixture) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.path + "/mortise-gateway-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let store = try await SQLiteStore.open(directory: folder, mode: .host)
        do {
            try await body(StoreFixture(store))
        } catch {
            await store.close()
            throw error
        }
        await store.close()
    }

    func call(_ method: String, _ target: String, as who: String? = "operator", body: String = "") async
        -> InboundResponse
    {
        let halves = target.split(separator: "?", maxSplits: 1)
        let query: [(name: String, value: String)] =
            halves.count < 2
            ? []
            : halves[1].split(separator: "&").map { pair in
                let sides = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
                return (name: sides[0], value: sides.count > 1 ? sides[1] : "")
            }
        return await router.handle(
            InboundRequest(
                method: method,
                path: String(halves[0]),
                query: query,
                headers: (who.map { [(name: "authorization", value: "Bearer \($0)")] } ?? [])
                    + [(name: "x-request-id", value: "req-1")],
                body: Array(body.utf8)
            )
        )
    }

    /// A new job's id.
    func submit(_ site: String = "blog", as who: String = "operator") async -> String {
        let response = await call(
            "POST",
            "/v1/jobs",
            as: who,
            body: #"{"task":"echo","input":{"text":"a"},"site":"\#(site)"}"#
        )
        return response.members["id"]?.string ?? response.text
    }

    func record(_ id: String) async throws -> JobRecord {
        let job = try #require(JobID(id))
        return try #require(try await store.job(job))
    }

    /// Leases the job that is due and settles it in this state.
    /// - Parameter callback: its id; nil: nobody is told.
    func end(_ state: JobState, callback: String? = nil) async throws {
        let now = GatewayFixture.now
        // A job that was queued again is due when `retry` of `Commands` says.
        for job in try await store.lease(limit: 1, suspects: false, now: now + 2, until: now + 60) {
            let error = JobError(.permanent, code: "bad", message: "a sentence")
            _ = try await store.settle(
                job.lease,
                Settlement(
                    state: state,
                    counters: JobCounters(attempts: 1),
                    availableAt: now,
                    result: state == .succeeded ? Array("{}".utf8) : nil,
                    error: state == .succeeded ? nil : error,
                    callback: callback.map { id in
                        NewCallback(
                            id: CallbackID(id),
                            site: job.record.site,
                            contract: "native",
                            url: "https://\(job.record.site.name).example/hook",
                            body: Array("{}".utf8)
                        )
                    },
                    at: now,
                    outcome: state == .succeeded ? .succeeded : .discarded
                )
            )
        }
    }
}

extension InboundResponse {
    var members: JSONObject { (try? JSONValue(parsing: body))?.object ?? JSONObject() }
}
