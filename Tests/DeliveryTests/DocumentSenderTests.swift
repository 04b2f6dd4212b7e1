// SPDX-License-Identifier: Apache-2.0
import Destinations
import Jobs
import Outbound
import Queue
import Signing
import StandIns
import Testing

@testable import Delivery

/// Contract B's callbacks: how they are signed, how long they wait, and what is noted of the answers.
@Suite(.timeLimit(.minutes(1)))
struct DocumentSenderTests {
    private let now = WallTime(seconds: 1_700_000_123)

    private func send(
        _ site: DeliverySite,
        mayHaveArrived: Bool = false,
        _ result: Result<OutboundResponse, OutboundFailure> = answer(200, body: #"{"ok":true,"post_id":17}"#)
    ) async throws -> (DeliverySchedule.Meeting, DeliveryAttempt, OutboundRequest?) {
        let client = ScriptedClient { _ in result }
        let callback = Callback(
            content: try testCallback(contract: "B", url: "http://blog.example.net/x"),
            job: try #require(JobID("job")),
            attempts: 0,
            createdAt: WallTime(seconds: 0),
            mayHaveArrived: mayHaveArrived
        )
        let (meeting, attempt) = await CallbackSender(client: client).send(callback, for: site, now: now)
        return (meeting, attempt, client.requests.first)
    }

    private func header(_ name: String, _ request: OutboundRequest?) -> String? {
        let found = request?.headers.filter { $0.name.lowercased() == name } ?? []
        #expect(found.count < 2)
        return found.first?.value
    }

    @Test func itIsSignedAsTheContractSays() async throws {
        let (meeting, attempt, request) = try await send(try testSite())
        #expect(header("content-type", request) == "application/json")
        let signature = try #require(header("x-ai-signature", request))
        #expect(BodySignature.verify(header: signature, body: request?.body ?? [], secret: documentSecret))
        #expect(header("x-ai-timestamp", request) == "1700000123")
        #expect(header("authorization", request) == nil)
        #expect(request?.timeout == 60)
        #expect(meeting == .answered(status: 200, retryAfter: nil))
        #expect(attempt.note == "stored as post 17" && attempt.error == nil && attempt.mayHaveArrived)
    }

    /// The site's own key where there is one, else the bytes of the callback secret as they are configured.
    @Test func theStrongerFormIsThereInAnyCase() async throws {
        let own = Secret(text: "webhook key")
        for (site, key, other) in [
            (try testSite(), documentSecret, own), (try testSite(keys: [own]), own, documentSecret),
        ] {
            let (_, _, request) = try await send(site)
            #expect(header("webhook-id", request) == "c-1" && header("x-mortise-delivery", request) == "c-1")
            func verdict(_ key: Secret) throws -> StandardWebhook.Verdict {
                StandardWebhook(keys: [key]).verify(
                    id: "c-1",
                    timestamp: try #require(header("webhook-timestamp", request)),
                    signature: try #require(header("webhook-signature", request)),
                    body: request?.body ?? [],
                    now: now.seconds,
                    tolerance: 0
                )
            }
            #expect(try verdict(key) == .valid)
            #expect(try verdict(other) == .badSignature)
        }
    }

    @Test func itHasARuleOfItsOwn() async throws {
        let site = try testSite()
        let (_, _, request) = try await send(site)
        #expect(request?.destinations == site.documents?.destinations)
        #expect(request?.destinations != site.destinations)
    }

    @Test func itIsNeverSentUnsigned() async throws {
        var site = try testSite(keys: [Secret(text: "webhook key")])
        site.documents = nil
        let (meeting, attempt, request) = try await send(site)
        #expect(meeting == .unsendable && request == nil && !attempt.mayHaveArrived)
        #expect(attempt.error?.contains("WP_CALLBACK_SECRET") == true)
    }

    @Test(
        arguments: [
            (#"{"ok":true,"post_id":17}"#, "stored as post 17"),
            (#"{"post_id": 9223372036854775807, "ok": true, "more": []}"#, "stored as post 9223372036854775807"),
            (#"{"ok":true,"post_id":0}"#, "not stored: the answer's post_id is 0"),
            (#"{"ok":true,"post_id":-3}"#, "not stored: the answer's post_id is -3"),
            (#"{"ok":true,"post_id":"17"}"#, "not stored: the answer's post_id is no integer"),
            (#"{"ok":true,"post_id":17.0}"#, "not stored: the answer's post_id is no integer"),
            (#"{"ok":true,"post_id":null}"#, "not stored: the answer's post_id is no integer"),
            (#"{"ok":true,"post_id":{"errors":[]}}"#, "not stored: the answer's post_id is no integer"),
            (#"{"ok":true}"#, "not stored: the answer has no post_id"),
            (#"{"ok":false,"post_id":17}"#, "not stored: the receiver answered ok: false"),
            ("", "not stored: the answer is no JSON object"),
            ("<br />Warning: x {\"ok\":true,\"post_id\":17}", "not stored: the answer is no JSON object"),
            ("[17]", "not stored: the answer is no JSON object"),
        ]
    )
    func theReceiptIsNoted(_ body: String, _ note: String) async throws {
        let (meeting, attempt, _) = try await send(try testSite(), answer(200, body: body))
        // It arrived all the same: another attempt would make another draft.
        #expect(meeting == .answered(status: 200, retryAfter: nil))
        #expect(attempt.note == note)
    }

    @Test(arguments: [400, 401, 403, 500, 502, 503])
    func aRefusalIsAnAnswer(_ status: Int) async throws {
        let (meeting, attempt, _) = try await send(try testSite(), answer(status, body: #"{"post_id":3}"#))
        #expect(meeting == .answered(status: status, retryAfter: nil))
        #expect(!attempt.mayHaveArrived && attempt.note == nil)
    }

    @Test(arguments: [504, 524])
    func aGatewayWithoutAnAnswerIsNone(_ status: Int) async throws {
        let (meeting, attempt, _) = try await send(try testSite(), answer(status))
        #expect(meeting == .unanswered && attempt.mayHaveArrived && attempt.status == status)
    }

    @Test(
        arguments: [
            (OutboundFailure(.timedOut, "x"), true), (OutboundFailure(.broken, "x"), true),
            (OutboundFailure(.cancelled, "x"), true), (OutboundFailure(.notConnected, "x"), false),
            (OutboundFailure(.broken, "TLS failed", wasNotBegun: true), false),
        ]
    )
    func onlyWhatWasSentMayHaveArrived(_ failure: OutboundFailure, _ may: Bool) async throws {
        let (meeting, attempt, _) = try await send(try testSite(), .failure(failure))
        #expect(meeting == (may ? .unanswered : .noAnswer) && attempt.mayHaveArrived == may)
    }

    @Test func aPossibleDuplicateIsMarked() async throws {
        let mark = "possible duplicate: an attempt before may have arrived"
        let (_, stored, _) = try await send(try testSite(), mayHaveArrived: true)
        #expect(stored.note == mark + "; stored as post 17")
        let (_, lost, _) = try await send(
            try testSite(),
            mayHaveArrived: true,
            .failure(OutboundFailure(.notConnected, "x"))
        )
        #expect(lost.note == mark)
    }
}
