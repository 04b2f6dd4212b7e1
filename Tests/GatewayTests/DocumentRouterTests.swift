// SPDX-License-Identifier: Apache-2.0
import Jobs
import Queue
import Signing
import Testing

@testable import Gateway

/// Contract B at the router: what becomes a job, and what is refused in which order.
@Suite(.timeLimit(.minutes(1)))
struct DocumentRouterTests {
    private let fixture = GatewayFixture()

    private func send(
        _ body: [UInt8] = GatewayFixture.document(),
        path: String = "/api/v1/jobs",
        method: String = "POST",
        secret: Secret = GatewayFixture.sharedSecret,
        to router: Router? = nil
    ) async -> InboundResponse {
        let request = GatewayFixture.signed(body, path: path, method: method, secret: secret)
        return await (router ?? fixture.router()).handle(request)
    }

    @Test func aCorrectJobIsKeptAsTheContractSays() async throws {
        let body = GatewayFixture.document()
        let response = await send(body)
        let job = try #require(fixture.queue.jobs.first)
        #expect(response.status == 200)
        #expect(response.text == #"{"ok":true,"job_id":"\#(job.id)"}"#)
        #expect(
            job.id.text.wholeMatch(of: /[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/) != nil
        )
        #expect(job.site == SiteID("blog") && job.taskType == "document_summary")
        #expect(job.input == Array(#"{"file_url":"https://blog.example/uploads/report.pdf"}"#.utf8))
        #expect(job.settings == Array(#"{"language":"de"}"#.utf8))
        #expect(job.idempotencyKey == "document:sha256:" + hexadecimal(sha256(body)))
        #expect(job.retry == DocumentSummary.retry())
        #expect(
            job.reply
                == ReplyAddress(
                    contract: "B",
                    url: GatewayFixture.allowed,
                    echo: #"{"attachment_id":12,"site":"https://blog.example"}"#
                )
        )
        #expect(fixture.refusals.isEmpty)
    }

    @Test func aSiteThatWantsFailureDraftsHasThemNotedWithTheJob() async throws {
        let router = fixture.router(documents: GatewayFixture.documentDoor(wantsFailureDraft: true))
        _ = await send(to: router)
        let echo = #"{"attachment_id":12,"site":"https://blog.example","failure_draft":true}"#
        #expect(fixture.queue.jobs.first?.reply?.echo == echo)
    }

    /// The sender is not to switch on what the site has not.
    @Test func theSenderCannotAskForFailureDrafts() async throws {
        _ = await send(GatewayFixture.document(["failure_draft": "true"]))
        #expect(fixture.queue.jobs.first?.reply?.echo.contains("failure_draft") == false)
    }

    @Test func theSameBytesAreTheSameJobAndOthersAreNot() async {
        let router = fixture.router()
        let first = await send(to: router)
        #expect(await send(to: router).text == first.text)
        #expect(fixture.queue.jobs.count == 1)
        // The same values in other bytes, and the same document a second later.
        #expect(await send(GatewayFixture.document() + [0x20], to: router).text != first.text)
        let later = GatewayFixture.document(["ts": "\(GatewayFixture.now.seconds + 1)"])
        #expect(await send(later, to: router).text != first.text)
        #expect(fixture.queue.jobs.count == 3)
    }

    @Test func aPostOfTheSameBytesIsAnotherJob() async throws {
        var door = GatewayFixture.documentDoor()
        door.secret = GatewayFixture.secret
        let router = fixture.router(documents: door)
        let both = GatewayFixture.document([
            "post_id": "7", "title": #""A""#, "content": #""B""#, "timestamp": "\(GatewayFixture.now.seconds)",
        ])
        #expect(await send(both, path: "/jobs", secret: GatewayFixture.secret, to: router).status == 200)
        #expect(await send(both, secret: GatewayFixture.secret, to: router).status == 200)
        #expect(fixture.queue.jobs.map(\.taskType) == ["post_summary", "document_summary"])
    }

    @Test func aSiteIsNamedByThePathAlone() async {
        let router = fixture.router(sites: ["a", "b"])
        // The body's `site` is a label.
        let body = GatewayFixture.document(["site": "\"a\""])
        for site in ["a", "b"] { #expect(await send(body, path: "/s/\(site)/api/v1/jobs", to: router).status == 200) }
        #expect(fixture.queue.jobs.map(\.site.name) == ["a", "b"])
        for path in ["/api/v1/jobs", "/s/c/api/v1/jobs", "/s//api/v1/jobs"] {
            #expect(await send(body, path: path, to: router).status == 404)
        }
    }

    @Test(
        arguments: [
            "/api/v1/jobs/", "/api/v1", "/api/v1/jobs/x", "/API/v1/jobs", "/api//v1/jobs", "/api/v1/%6Aobs",
            "/s/blog/api/v1/jobs/", "/s/blog/api/v1", "/s/blog/v1/jobs", "/s/blog", "/s", "/s/", "/x/s/blog/jobs",
            "//api/v1/jobs",
        ]
    )
    func noOtherPathLeadsThere(_ path: String) async {
        #expect(await send(path: path).status == 404)
        #expect(fixture.queue.jobs.isEmpty)
    }

    @Test func oneContractsSecretDoesNotOpenTheOther() async {
        #expect(await send(secret: GatewayFixture.secret).text == #"{"error":"bad signature"}"#)
        let post = await send(GatewayFixture.body(), path: "/jobs", secret: GatewayFixture.sharedSecret)
        #expect(post.status == 401 && post.text == #"{"error":"bad signature"}"#)
        #expect(fixture.queue.jobs.isEmpty)
    }

    @Test func aSiteWithoutTheContractTakesNothing() async {
        var empty = GatewayFixture.documentDoor()
        empty.secret = Secret(bytes: [])
        for door in [nil, empty] {
            let router = fixture.router(documents: door)
            for secret in [GatewayFixture.sharedSecret, GatewayFixture.secret, Secret(bytes: [])] {
                let response = await send(secret: secret, to: router)
                #expect(response.status == 401 && response.text == #"{"error":"bad signature"}"#)
            }
        }
        #expect(fixture.refusals.allSatisfy { $0.reason.contains("no secret for contract B") })
        #expect(fixture.queue.jobs.isEmpty)
    }

    @Test func nothingIsReadBeforeTheSignatureIsRight() async {
        let router = fixture.router()
        for body in [Array("not json".utf8), GatewayFixture.document(["ts": "1"]), []] {
            let right = BodySignature.sign(body: body, secret: GatewayFixture.sharedSecret)
            for signatures in [[], [""], [right.lowercased()], [String(right.dropLast())], [right, right]] {
                let headers = signatures.map { (name: "x-ai-signature", value: $0) }
                let request = InboundRequest(method: "POST", path: "/api/v1/jobs", headers: headers, body: body)
                let response = await router.handle(request)
                #expect(response.status == 401 && response.text == #"{"error":"bad signature"}"#)
            }
        }
        #expect(fixture.queue.jobs.isEmpty)
    }

    @Test func refusalsComeInTheirOrder() async {
        let stale = "\(GatewayFixture.now.seconds - 86_401)"
        let strange = #""https://other.example/x""#
        #expect(await send([], method: "GET").text == #"{"error":"method"}"#)
        #expect(await send([], method: "GET").header("allow") == "POST")
        let malformed = await send(GatewayFixture.document(["ts": stale, "site": "1"]))
        #expect(malformed.status == 400 && malformed.text == #"{"error":"site must be a string"}"#)
        let old = await send(GatewayFixture.document(["ts": stale, "callback_url": strange]))
        #expect(old.status == 401 && old.text == #"{"error":"stale"}"#)
        let both = await send(GatewayFixture.document(["callback_url": strange, "file_url": strange]))
        #expect(both.status == 403 && both.text == #"{"error":"the callback's host is not allowed"}"#)
        let file = await send(GatewayFixture.document(["file_url": strange]))
        #expect(file.status == 403)
        #expect(file.text == #"{"error":"file_url cannot be fetched: the file's host is not allowed"}"#)
        let unfit = await send(GatewayFixture.document(["file_url": #""https://blog.example/unfit""#]))
        #expect(unfit.status == 422 && unfit.text.contains("the document does not fit the installed module"))
        #expect(fixture.queue.jobs.isEmpty)
        #expect(fixture.refusals.map(\.status) == [405, 405, 400, 401, 403, 403, 422])
    }

    @Test(arguments: [(-86_400, 200), (-86_401, 401), (86_400, 200), (86_401, 401)])
    func freshnessIsADayEitherWay(_ off: Int64, _ status: Int) async {
        let body = GatewayFixture.document(["ts": "\(GatewayFixture.now.seconds + off)"])
        #expect(await send(body).status == status)
    }

    @Test func freshnessCanBeSwitchedOff() async {
        let router = fixture.router(freshness: .off)
        #expect(await send(GatewayFixture.document(["ts": "0"]), to: router).status == 200)
    }

    @Test func aFullQueueIsSaid() async {
        fixture.queue.fail(with: QueueError(.full, "no room under /secret/path"))
        let response = await send()
        #expect(response.status == 507 && !response.text.contains("/secret"))
    }
}
