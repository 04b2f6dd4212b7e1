// SPDX-License-Identifier: Apache-2.0
import Jobs
import Queue
import Signing
import Testing

@testable import Gateway

@Suite(.timeLimit(.minutes(1)))
struct RouterTests {
    private let fixture = GatewayFixture()

    @Test func aCorrectJobIsKeptAsTheContractSays() async throws {
        let body = GatewayFixture.body()
        let response = await fixture.router().handle(GatewayFixture.signed(body))
        let job = try #require(fixture.queue.jobs.first)
        #expect(response.status == 200)
        #expect(response.text == #"{"queued":true,"id":"\#(job.id)","job_id":"\#(job.id)"}"#)
        #expect(job.site == SiteID("blog"))
        #expect(job.taskType == "post_summary")
        #expect(job.input == Array(#"{"title":"A title","content":"Some content."}"#.utf8))
        #expect(job.settings == Array(#"{"words":120}"#.utf8))
        #expect(job.idempotencyKey == "sha256:" + hexadecimal(sha256(body)))
        #expect(job.priority == 5)
        #expect(job.createdAt == GatewayFixture.now && job.availableAt == GatewayFixture.now)
        #expect(
            job.retry == RetryPolicy(attempts: 6, baseDelay: 5, maximumDelay: 80, softTimeout: 50, hardTimeout: 60)
        )
        #expect(job.reply == ReplyAddress(contract: "A", url: GatewayFixture.allowed, echo: #"{"post_id":7}"#))
        #expect(fixture.refusals.isEmpty)
    }

    @Test(arguments: [("\"x-1\"", "id:x-1"), ("12", "id:12")])
    func theSendersIDIsTheKeyAndComesBack(id: String, key: String) async throws {
        let router = fixture.router()
        let first = await router.handle(GatewayFixture.signed(GatewayFixture.body(["job_id": id])))
        let job = try #require(fixture.queue.jobs.first)
        #expect(first.text == #"{"queued":true,"id":"\#(job.id)","job_id":\#(id)}"#)
        #expect(job.idempotencyKey == key)
        let second = await router.handle(GatewayFixture.signed(GatewayFixture.body(["job_id": id, "title": "\"B\""])))
        #expect(second.status == 200 && second.text == first.text)
        #expect(fixture.queue.jobs.count == 1)
    }

    @Test func theSameBytesAreTheSameJob() async {
        let router = fixture.router()
        let request = GatewayFixture.signed(GatewayFixture.body())
        let first = await router.handle(request)
        let second = await router.handle(request)
        #expect(first.text == second.text)
        _ = await router.handle(GatewayFixture.signed(GatewayFixture.body() + [0x20]))
        #expect(fixture.queue.jobs.count == 2)
    }

    @Test func keysAreOfTheirSite() async {
        let router = fixture.router(sites: ["a", "b"])
        let body = GatewayFixture.body(["job_id": "1"])
        for site in ["a", "b"] {
            #expect(await router.handle(GatewayFixture.signed(body, path: "/s/\(site)/jobs")).status == 200)
        }
        #expect(fixture.queue.jobs.map(\.site.name) == ["a", "b"])
    }

    @Test func nothingIsReadBeforeTheSignatureIsRight() async {
        let router = fixture.router()
        var bodies = [Array("not json".utf8), GatewayFixture.body(["timestamp": "1"]), []]
        bodies.append(GatewayFixture.body(["callback_url": "\"http://evil.example\""]))
        for body in bodies {
            let right = BodySignature.sign(body: body, secret: GatewayFixture.secret)
            let others = [nil, "", right.lowercased(), String(right.dropLast()), " " + right]
            for signature in others {
                let request = InboundRequest(
                    method: "POST",
                    path: "/jobs",
                    headers: signature.map { [("x-ai-signature", $0)] } ?? [],
                    body: body
                )
                let response = await router.handle(request)
                #expect(response.status == 401)
                #expect(response.text == #"{"error":"bad signature"}"#)
            }
        }
        #expect(fixture.queue.jobs.isEmpty)
        #expect(fixture.refusals.count == bodies.count * 5)
    }

    @Test func everyFlippedBitIsRefused() async {
        let router = fixture.router()
        let body = GatewayFixture.body()
        let signed = GatewayFixture.signed(body)
        for index in body.indices {
            var request = signed
            request.body[index] ^= 1 << UInt8(index % 8)
            #expect(await router.handle(request).status == 401)
        }
        #expect(fixture.queue.jobs.isEmpty)
    }

    @Test func twoSignaturesAreNone() async {
        let request = GatewayFixture.signed(GatewayFixture.body(), more: [("x-ai-signature", "AAAA")])
        #expect(await fixture.router().handle(request).status == 401)
    }

    @Test(
        arguments: [
            (["timestamp": "1"], 401, #"{"error":"stale"}"#),
            (["timestamp": "-9223372036854775808"], 401, #"{"error":"stale"}"#),
            (["timestamp": "9223372036854775807"], 401, #"{"error":"stale"}"#),
            (["timestamp": "1789913599"], 401, #"{"error":"stale"}"#),
            (["timestamp": "1790086401"], 401, #"{"error":"stale"}"#),
            (["timestamp": "1", "title": nil], 400, #"{"error":"title must be a string"}"#),
            (["callback_url": "\"http://x\""], 403, #"{"error":"callback_url is not allowed for this site"}"#),
            (["callback_url": "\"http://x\"", "timestamp": "1"], 401, #"{"error":"stale"}"#),
        ] as [([String: String?], Int, String)]
    )
    func refusalsComeInTheContractsOrder(members: [String: String?], status: Int, text: String) async {
        let response = await fixture.router().handle(GatewayFixture.signed(GatewayFixture.body(members)))
        #expect(response.status == status)
        #expect(response.text == text)
        #expect(fixture.queue.jobs.isEmpty)
        #expect(fixture.refusals.map(\.status) == [status])
        #expect(fixture.refusals.first?.site == "blog")
    }

    @Test(arguments: ["1789913600", "1790086400"])
    func aDayOffIsFresh(timestamp: String) async {
        let request = GatewayFixture.signed(GatewayFixture.body(["timestamp": timestamp]))
        #expect(await fixture.router().handle(request).status == 200)
    }

    @Test func freshnessIsSettable() async {
        let old = GatewayFixture.signed(GatewayFixture.body(["timestamp": "1"]))
        #expect(await fixture.router(freshness: .off).handle(old).status == 200)
        let close = GatewayFixture.signed(GatewayFixture.body(["timestamp": "1789999699"]))
        #expect(await fixture.router(freshness: .seconds(300)).handle(close).status == 401)
    }

    @Test func aSignedBodyThatIsNoJSONIsRefusedWithTheReason() async {
        let response = await fixture.router().handle(GatewayFixture.signed(Array("{\"post_id\":1,\"post_id\":1}".utf8)))
        #expect(response.status == 400)
        #expect(response.text.contains("twice"))
    }

    @Test(arguments: [
        (QueueError.Code.full, 507), (.unavailable, 503), (.corrupt, 503), (.heldByAnother, 503),
        (.newerDatabase, 503),
    ])
    func aQueueThatKeepsNothingIsSaidSo(code: QueueError.Code, status: Int) async {
        fixture.queue.fail(with: QueueError(code, "/srv/private/queue.db is broken"))
        let response = await fixture.router().handle(GatewayFixture.signed(GatewayFixture.body()))
        #expect(response.status == status)
        #expect(!response.text.contains("private"))
        #expect((response.header("Retry-After") != nil) == (status == 503))
        #expect(fixture.refusals.first?.reason.contains("private") == true)
    }

    @Test(arguments: ["GET", "HEAD", "PUT", "DELETE", "OPTIONS", "post", "PATCH", "BREW"])
    func onlyPOSTSubmits(method: String) async {
        let response = await fixture.router().handle(GatewayFixture.signed(GatewayFixture.body(), method: method))
        #expect(response.status == 405)
        #expect(response.text == #"{"error":"method"}"#)
        #expect(response.header("Allow") == "POST")
    }

    @Test func theAuthenticatingHeaderChoosesTheContract() async {
        let router = fixture.router()
        for scheme in ["Bearer abc", "bearer abc", "BEARER abc", "Bearer"] {
            let both = GatewayFixture.signed(GatewayFixture.body(), more: [("authorization", scheme)])
            #expect(await router.handle(both).status == 401)
            let bearer = InboundRequest(method: "POST", path: "/jobs", headers: [("authorization", scheme)])
            let response = await router.handle(bearer)
            #expect(response.status == 401 && response.text.contains("X-AI-Signature"))
        }
        let basic = GatewayFixture.signed(GatewayFixture.body(), more: [("authorization", "Basic eDp5")])
        #expect(await router.handle(basic).status == 200)
    }

    @Test(arguments: [
        "/", "", "jobs", "//jobs", "/jobs/", "/jobs//", "/s/../jobs", "/s/./jobs", "/s//jobs", "/./jobs", "/%6aobs",
        "/s/%62log/jobs", "/s/blog/../blog/jobs", "/s/BLOG/jobs", "/s/other/jobs", "/s/blog/jobs/", "/s/blog", "/JOBS",
        "/s/blog%2fjobs", "/s/blog\\jobs", "http://blog/jobs", "/jobs;a=b", "/v1/jobs//", "/v1/jobs/", "/v1//jobs/x",
    ])
    func otherPathsLeadNowhere(path: String) async {
        let router = fixture.router(token: nil)
        let response = await router.handle(GatewayFixture.signed(GatewayFixture.body(), path: path))
        #expect(path == "/v1/jobs/" ? response.status == 405 : response.status == 404)
        #expect(fixture.queue.jobs.isEmpty)
    }

    @Test func severalSitesNeedTheirPrefix() async {
        let request = GatewayFixture.signed(GatewayFixture.body())
        #expect(await fixture.router(sites: ["a", "b"]).handle(request).status == 404)
        #expect(await fixture.router(sites: []).handle(request).status == 404)
        let prefixed = GatewayFixture.signed(GatewayFixture.body(), path: "/s/blog/jobs")
        #expect(await fixture.router().handle(prefixed).status == 200)
    }

    @Test func healthAndReadiness() async {
        let router = fixture.router()
        #expect(await router.handle(InboundRequest(method: "GET", path: "/healthz")).text == #"{"ok":true}"#)
        #expect(await router.handle(InboundRequest(method: "POST", path: "/healthz")).status == 405)
        let ready = await router.handle(InboundRequest(method: "GET", path: "/readyz"))
        #expect(ready.status == 200 && ready.text == #"{"ready":true,"reasons":[]}"#)
        fixture.notReady(["no module is loaded"])
        let waiting = await router.handle(InboundRequest(method: "GET", path: "/readyz"))
        #expect(waiting.status == 503 && waiting.text == #"{"ready":false,"reasons":["no module is loaded"]}"#)
    }
}
