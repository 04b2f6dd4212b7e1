// SPDX-License-Identifier: Apache-2.0
import Foundation
import Jobs
import Queue
import Testing

@testable import Gateway

@Suite(.timeLimit(.minutes(1)))
struct OperatorReadsTests {
    private let fixture = GatewayFixture()

    private func read(_ path: String, authorization: String?, token: String? = GatewayFixture.token) async
        -> InboundResponse
    {
        let headers = authorization.map { [(name: "authorization", value: $0)] } ?? []
        return await fixture.router(token: token).handle(
            InboundRequest(method: "GET", path: path, headers: headers)
        )
    }

    private func keepJob() throws -> JobID {
        let id = JobID(at: GatewayFixture.now, random: (1, 2))
        let attempt = DeliveryAttempt(at: GatewayFixture.now, status: 500, error: "it said \"no\"", milliseconds: 12)
        fixture.queue.keep(
            JobRecord(
                id: id,
                site: try #require(SiteID("blog")),
                taskType: "post_summary",
                state: .succeeded,
                priority: 5,
                counters: JobCounters(attempts: 2, crashes: 1, isSuspect: true),
                createdAt: GatewayFixture.now,
                availableAt: GatewayFixture.now,
                updatedAt: GatewayFixture.now + 1.5,
                retry: PostSummary.retry,
                reply: ReplyAddress(contract: "A", url: "https://blog.example/cb", echo: #"{"post_id":7}"#),
                result: Array(#"{"summary":"Kurz \ud83d\ude00"}"#.utf8),
                error: JobError(.retryable, code: "provider_timed_out", message: "no answer"),
                evidence: nil,
                provenance: Provenance(
                    module: "summarize 1.0.0",
                    moduleHash: "ab",
                    abi: "0.9",
                    generation: 3,
                    tier: 2,
                    models: ["extractive"],
                    milliseconds: 8
                )
            ),
            callbacks: [
                CallbackRecord(
                    id: CallbackID("c-1"),
                    url: "https://blog.example/cb",
                    state: .waiting,
                    nextAttemptAt: GatewayFixture.now,
                    attempts: [attempt]
                )
            ]
        )
        return id
    }

    @Test func showsTheWholeJob() async throws {
        let id = try keepJob()
        let response = await read("/v1/jobs/\(id)", authorization: "Bearer \(GatewayFixture.token)")
        #expect(response.status == 200)
        let view = try #require(try JSONSerialization.jsonObject(with: Data(response.body)) as? NSDictionary)
        let expected: NSDictionary = [
            "id": id.text, "site": "blog", "task_type": "post_summary", "state": "succeeded", "priority": 5,
            "attempts": 2, "attempts_allowed": 6, "crashes": 1, "suspect": true,
            "created_at": "2026-09-21T14:13:20.000Z", "available_at": "2026-09-21T14:13:20.000Z",
            "updated_at": "2026-09-21T14:13:21.500Z", "result": ["summary": "Kurz 😀"], "evidence": NSNull(),
            "outcome": NSNull(), "request_id": NSNull(), "cancel_requested_at": NSNull(), "retries": 0, "past": [],
            "error": ["class": "retryable", "code": "provider_timed_out", "message": "no answer"],
            "provenance": [
                "module": "summarize 1.0.0", "module_sha256": "ab", "abi": "0.9", "generation": 3, "tier": 2,
                "models": ["extractive"], "milliseconds": 8, "usage": NSNull(),
            ],
            "reply": ["contract": "A", "url": "https://blog.example/cb"],
            "callbacks": [
                [
                    "id": "c-1", "url": "https://blog.example/cb", "state": "waiting",
                    "next_attempt_at": "2026-09-21T14:13:20.000Z",
                    "attempts": [
                        [
                            "at": "2026-09-21T14:13:20.000Z", "status": 500, "error": "it said \"no\"",
                            "milliseconds": 12, "note": NSNull(),
                        ]
                    ],
                ]
            ],
        ]
        #expect(view == expected)
    }

    @Test(arguments: [nil, "", "Bearer", "Bearer ", "Bearer wrong", "Basic operator-token", "operator-token"])
    func needsTheToken(authorization: String?) async throws {
        let id = try keepJob()
        let response = await read("/v1/jobs/\(id)", authorization: authorization)
        #expect(response.status == 401)
        #expect(response.header("WWW-Authenticate") == "Bearer")
    }

    @Test func withoutAConfiguredTokenReadsAreClosed() async throws {
        let id = try keepJob()
        #expect(await read("/v1/jobs/\(id)", authorization: "Bearer ", token: nil).status == 403)
    }

    @Test(arguments: ["unknown", "..", "%2e%2e", "a%00b", String(repeating: "a", count: 65)])
    func thereIsNoSuchJob(name: String) async {
        #expect(await read("/v1/jobs/\(name)", authorization: "Bearer \(GatewayFixture.token)").status == 404)
    }

    @Test func aResultThatIsNoJSONDoesNotBreakTheView() throws {
        var record = JobRecord(
            id: JobID(at: GatewayFixture.now, random: (0, 0)),
            site: try #require(SiteID("blog")),
            taskType: "t",
            state: .succeeded,
            priority: 5,
            counters: JobCounters(),
            createdAt: WallTime(milliseconds: -1),
            availableAt: WallTime(seconds: 951_782_400),
            updatedAt: WallTime(seconds: 4_102_444_799),
            retry: PostSummary.retry,
            reply: nil
        )
        record.result = Array(#"{"a":1},"injected":true"#.utf8)
        let json = JobView.json(of: record, callbacks: [])
        let view = try #require(try JSONSerialization.jsonObject(with: Data(json)) as? NSDictionary)
        #expect(view["injected"] == nil)
        #expect(view["created_at"] as? String == "1969-12-31T23:59:59.999Z")
        #expect(view["available_at"] as? String == "2000-02-29T00:00:00.000Z")
        #expect(view["updated_at"] as? String == "2099-12-31T23:59:59.000Z")
    }
}
