// SPDX-License-Identifier: Apache-2.0
import JSON
import Jobs
import Queue
import Testing

@testable import Gateway

/// `POST /v1/jobs`.
@Suite(.timeLimit(.minutes(1)))
struct NativeTests {
    private let fixture = GatewayFixture()

    private func post(
        _ body: String,
        authorization: String? = "Bearer " + GatewayFixture.token,
        sites: [String] = ["blog"],
        token: String? = GatewayFixture.token
    ) async -> InboundResponse {
        let headers = authorization.map { [(name: "authorization", value: $0)] } ?? []
        return await fixture.router(sites: sites, token: token).handle(
            InboundRequest(method: "POST", path: "/v1/jobs", headers: headers, body: Array(body.utf8))
        )
    }

    private func members(_ response: InboundResponse) throws -> JSONObject {
        try #require(JSONValue(parsing: response.body).object)
    }

    @Test func aJobIsKeptAndNamed() async throws {
        let response = await post(
            """
            {"task":"echo","input":{"text":"a\\nb","n":1.50},"settings":{"words":3},"idempotency_key":"k","priority":2}
            """
        )
        #expect(response.status == 202, "\(response.text)")
        let job = try #require(fixture.queue.jobs.first)
        #expect(try members(response)["id"] == .string(job.id.text))
        #expect(try members(response)["status"] == .string("queued"))
        #expect(try members(response)["task"] == .string("echo"))
        #expect(response.header("location") == "/v1/jobs/\(job.id.text)")
        #expect(job.site.name == "blog" && job.taskType == "echo" && job.priority == 2 && job.reply == nil)
        #expect(String(decoding: job.input, as: UTF8.self) == #"{"text":"a\nb","n":1.50}"#)
        #expect(String(decoding: job.settings, as: UTF8.self) == #"{"words":3}"#)
        #expect(job.retry.attempts == 3)
        #expect(job.availableAt == GatewayFixture.now)
    }

    @Test func aKnownKeyIsTheSameJob() async throws {
        let first = await post(#"{"task":"echo","input":{"text":"a"},"idempotency_key":"k"}"#)
        let second = await post(#"{"task":"echo","input":{"text":"b"},"idempotency_key":"k"}"#)
        #expect((first.status, second.status) == (202, 200))
        #expect(try members(first)["id"] == members(second)["id"])
        #expect(try members(second)["status"] == .string("succeeded"))
        #expect(fixture.queue.jobs.count == 1)
        for _ in 0..<2 { #expect(await post(#"{"task":"echo","input":{"text":"a"}}"#).status == 202) }
        #expect(fixture.queue.jobs.count == 3)
    }

    @Test func keysAreApartFromThoseOfContractA() async {
        _ = await post(#"{"task":"echo","input":{"text":"a"},"idempotency_key":"7"}"#)
        let body = GatewayFixture.body(["job_id": "\"7\""])
        #expect(await fixture.router().handle(GatewayFixture.signed(body)).status == 200)
        #expect(fixture.queue.jobs.count == 2)
    }

    @Test(arguments: [nil, "Bearer wrong", "Basic " + GatewayFixture.token, "Bearer"] as [String?])
    func itIsTheOperatorsAlone(_ authorization: String?) async {
        let response = await post(#"{"task":"echo","input":{"text":"a"}}"#, authorization: authorization)
        #expect(response.status == 401)
        #expect(fixture.queue.jobs.isEmpty)
    }

    @Test func withoutATokenItIsClosed() async {
        #expect(await post(#"{"task":"echo","input":{"text":"a"}}"#, token: nil).status == 403)
        let delete = InboundRequest(method: "DELETE", path: "/v1/jobs", headers: [("authorization", "Bearer x")])
        #expect(await fixture.router().handle(delete).header("allow") == "GET, HEAD, POST")
    }

    @Test func anUnknownTaskTypeIsAnsweredWithThoseThatThereAre() async throws {
        let response = await post(#"{"task":"ecko","input":{}}"#)
        #expect(response.status == 404)
        #expect(
            try members(response)["tasks"] == .array(["document_summary", "echo", "post_summary"].map { .string($0) })
        )
    }

    @Test func anInputThatDoesNotFitIsAnsweredWithThePlaces() async throws {
        let response = await post(#"{"task":"echo","input":{"text":7}}"#)
        #expect(response.status == 422)
        #expect(response.text.contains(#"{"path":"/text","message":"expected a string, found the number 7"}"#))
        let missing = await post(#"{"task":"echo","input":{}}"#)
        #expect(
            missing.text.contains(#""path":"","message":"expected a member `text`, found none""#),
            "\(missing.text)"
        )
        #expect(fixture.queue.jobs.isEmpty)
        // The operator reads of it, without what was sent.
        #expect(fixture.refusals.map(\.status) == [422, 422] && fixture.refusals[0].site == "blog")
        #expect(fixture.refusals[0].reason == "the input does not fit echo")
    }

    @Test func contractAIsCheckedByTheSameSchema() async {
        let body = GatewayFixture.body(["content": "\"unfit\""])
        let response = await fixture.router().handle(GatewayFixture.signed(body))
        #expect(response.status == 422)
        #expect(fixture.queue.jobs.isEmpty && fixture.refusals.count == 1)
    }

    @Test(arguments: [
        ("", "early"), ("[]", "object"), (#"{"input":{}}"#, "task"), (#"{"task":7,"input":{}}"#, "task"),
        (#"{"task":"echo"}"#, "input"), (#"{"task":"echo","input":[]}"#, "input"),
        (#"{"task":"echo","input":{"text":""},"settings":[]}"#, "settings"),
        (#"{"task":"echo","input":{"text":""},"idempotency_key":""}"#, "idempotency_key"),
        (#"{"task":"echo","input":{"text":""},"idempotency_key":7}"#, "idempotency_key"),
        (#"{"task":"echo","input":{"text":""},"priority":10}"#, "priority"),
        (#"{"task":"echo","input":{"text":""},"priority":1.5}"#, "priority"),
        (#"{"task":"echo","input":{"text":""},"run_at":"tomorrow"}"#, "run_at"),
        (#"{"task":"echo","input":{"text":""},"site":7}"#, "site"),
        (#"{"task":"echo","input":{"text":""},"setings":{}}"#, "setings"),
        (#"{"task":"echo","input":{"text":"a","text":"b"}}"#, "twice"),
    ])
    func malformedBodiesAreRefused(_ body: String, _ word: String) async {
        let response = await post(body)
        #expect(response.status == 400)
        #expect(response.text.contains(word), "\(response.text)")
        #expect(fixture.queue.jobs.isEmpty)
    }

    @Test func aJobCanWaitForItsTime() async throws {
        let time = GatewayFixture.now + 3600
        for when in ["\"\(time.rfc3339)\"", "\(time.seconds)"] {
            #expect(await post(#"{"task":"echo","input":{"text":""},"run_at":\#(when)}"#).status == 202)
        }
        #expect(await post(#"{"task":"echo","input":{"text":""},"run_at":1}"#).status == 202)
        let far = await post(#"{"task":"echo","input":{"text":""},"run_at":"2999-01-01T00:00:00Z"}"#)
        #expect(far.status == 422 && far.text == #"{"error":"run_at is more than a year ahead"}"#)
        #expect(fixture.queue.jobs.map(\.availableAt) == [time, time, GatewayFixture.now])
    }

    @Test func theSiteIsNamedWhereThereAreSeveral() async {
        let body = #"{"task":"echo","input":{"text":""}"#
        #expect(await post(body + "}", sites: ["a", "b"]).status == 400)
        #expect(await post(body + #","site":"c"}"#, sites: ["a", "b"]).status == 404)
        #expect(await post(body + #","site":"b"}"#, sites: ["a", "b"]).status == 202)
        #expect(fixture.queue.jobs.map(\.site.name) == ["b"])
    }

    @Test func aQueueThatKeepsNothingIsToldApart() async {
        fixture.queue.fail(with: QueueError(.full, "/secret/path is full"))
        let full = await post(#"{"task":"echo","input":{"text":""}}"#)
        #expect(full.status == 507 && !full.text.contains("secret"))
        fixture.queue.fail(with: QueueError(.unavailable, "/secret/path is gone"))
        let gone = await post(#"{"task":"echo","input":{"text":""}}"#)
        #expect(gone.status == 503 && gone.header("retry-after") != nil)
    }
}
