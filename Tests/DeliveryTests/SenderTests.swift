// SPDX-License-Identifier: Apache-2.0
import Destinations
import Foundation
import Jobs
import Outbound
import Queue
import Signing
import Testing

@testable import Delivery

@Suite(.timeLimit(.minutes(1)))
struct SenderTests {
    private let now = WallTime(seconds: 1_700_000_123)

    private func send(
        _ callback: NewCallback,
        _ site: DeliverySite,
        _ client: ScriptedClient = ScriptedClient { _ in answer(200) },
        requestID: String? = nil
    ) async throws -> (DeliverySchedule.Meeting, DeliveryAttempt, OutboundRequest) {
        let callback = Callback(
            content: callback,
            job: try #require(JobID("job")),
            attempts: 0,
            createdAt: WallTime(seconds: 0),
            requestID: requestID
        )
        let (meeting, attempt) = await CallbackSender(client: client).send(callback, for: site, now: now)
        return (meeting, attempt, try #require(client.requests.first))
    }

    private func header(_ name: String, _ request: OutboundRequest) -> String? {
        let found = request.headers.filter { $0.name.lowercased() == name }
        #expect(found.count < 2)
        return found.first?.value
    }

    @Test func theStoredBytesGoOutWithTheSitesCredentials() async throws {
        let callback = try testCallback()
        let (meeting, attempt, request) = try await send(callback, try testSite("bot:abcd efgh ijkl"))
        #expect(request.method == "POST")
        #expect(request.url == callback.url)
        #expect(request.body == callback.body)
        #expect(request.timeout == 15)
        #expect(header("content-type", request) == "application/json")
        // The application password's spaces are part of it.
        #expect(header("authorization", request) == "Basic " + Data("bot:abcd efgh ijkl".utf8).base64EncodedString())
        #expect(header("x-mortise-delivery", request) == "c-1")
        #expect(meeting == .answered(status: 200, retryAfter: nil))
        #expect(attempt == DeliveryAttempt(at: now, status: 200, error: nil, milliseconds: 500, mayHaveArrived: true))
    }

    @Test func theRequestsIDGoesWithTheCallback() async throws {
        let (_, _, request) = try await send(try testCallback(), try testSite(), requestID: "req-7")
        #expect(header("x-request-id", request) == "req-7")
        let (_, _, other) = try await send(try testCallback(), try testSite())
        #expect(header("x-request-id", other) == nil)
    }

    @Test(arguments: ["B", "C", "native", "", "a", "A "])
    func otherContractsGetNoCredentials(_ contract: String) async throws {
        let site = try testSite(keys: contract == "native" ? [Secret(text: "key")] : [])
        let (_, _, request) = try await send(try testCallback(contract: contract), site)
        #expect(header("authorization", request) == nil)
        #expect(!request.headers.contains { $0.value.contains("abcd") })
    }

    @Test func withoutCredentialsThereIsNoEmptyHeader() async throws {
        let (_, _, request) = try await send(try testCallback(), try testSite(nil))
        #expect(header("authorization", request) == nil)
    }

    @Test func withoutAKeyThereAreNoWebhookHeaders() async throws {
        let (_, _, request) = try await send(try testCallback(), try testSite())
        #expect(!request.headers.contains { $0.name.lowercased().hasPrefix("webhook-") })
    }

    @Test func withAKeyTheStrongerSignatureFits() async throws {
        let keys = [Secret(text: "new key"), Secret(text: "old key")]
        let callback = try testCallback()
        let (_, _, request) = try await send(callback, try testSite(keys: keys))
        #expect(header("webhook-id", request) == "c-1")
        #expect(header("webhook-timestamp", request) == "1700000123")
        for key in keys {
            let verdict = StandardWebhook(keys: [key]).verify(
                id: "c-1",
                timestamp: "1700000123",
                signature: try #require(header("webhook-signature", request)),
                body: callback.body,
                now: now.seconds,
                tolerance: 0
            )
            #expect(verdict == .valid)
        }
    }

    @Test func aNativeCallbackIsNeverSentUnsigned() async throws {
        let client = ScriptedClient { _ in answer(200) }
        let callback = Callback(
            content: try testCallback(contract: "native"),
            job: try #require(JobID("job")),
            attempts: 0,
            createdAt: now
        )
        let (meeting, attempt) = await CallbackSender(client: client).send(callback, for: try testSite(), now: now)
        #expect(meeting == .unsendable && client.requests.isEmpty)
        #expect(attempt.error?.contains("no webhook secret") == true)
    }

    @Test(
        arguments: [
            ("120", 120), ("0", 0), ("Tue, 14 Nov 2023 22:25:23 GMT", 600), ("Tue, 14 Nov 2023 22:15:22 GMT", nil),
            ("Tue, 31 Nov 2023 22:25:23 GMT", nil), ("Tue, 14 Nov 2023 22:25:23 CET", nil), ("later", nil),
        ] as [(String, Double?)]
    )
    func aWaitIsSecondsOrADate(_ text: String, _ seconds: Double?) {
        #expect(RetryAfter.seconds(text, now: now) == seconds)
    }

    @Test func theSitesRuleGoesWithEveryRequest() async throws {
        let site = try testSite()
        let (_, _, request) = try await send(try testCallback(), site)
        #expect(request.destinations == site.destinations)
        #expect(request.responseLimit <= 1 << 20)
    }

    @Test func aRefusalIsDescribedByItsStatus() async throws {
        let client = ScriptedClient { _ in answer(429, retryAfter: "7") }
        let (meeting, attempt, _) = try await send(try testCallback(), try testSite(), client)
        #expect(meeting == .answered(status: 429, retryAfter: 7))
        #expect(attempt.status == 429)
        #expect(attempt.error?.contains("429") == true)
    }

    @Test(arguments: ["Fri, 31 Dec 1999 23:59:59 GMT", "", "soon", "1e", "0x"])
    func aWaitThatIsNoNumberIsNone(_ text: String) async throws {
        let client = ScriptedClient { _ in answer(503, retryAfter: text) }
        let (meeting, _, _) = try await send(try testCallback(), try testSite(), client)
        #expect(meeting == .answered(status: 503, retryAfter: nil))
    }

    @Test(
        arguments: [
            (.forbidden, .forbidden), (.badRequest, .forbidden), (.notConnected, .noAnswer), (.broken, .unanswered),
            (.timedOut, .unanswered), (.cancelled, .unanswered),
        ] as [(OutboundFailure.Kind, DeliverySchedule.Meeting)]
    )
    func everyFailureHasItsMeeting(_ kind: OutboundFailure.Kind, _ expected: DeliverySchedule.Meeting) async throws {
        let client = ScriptedClient { _ in .failure(OutboundFailure(kind, "a sentence")) }
        let (meeting, attempt, _) = try await send(try testCallback(), try testSite(), client)
        #expect(meeting == expected)
        let mayHave = expected == .unanswered
        let described = DeliveryAttempt(
            at: now,
            status: nil,
            error: "a sentence",
            milliseconds: 0,
            mayHaveArrived: mayHave
        )
        #expect(attempt == described)
    }
}
