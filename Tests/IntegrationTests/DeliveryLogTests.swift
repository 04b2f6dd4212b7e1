// SPDX-License-Identifier: Apache-2.0
import Foundation
import Gateway
import JSON
import Locks
import Outbound
import Signing
import StandIns
import Testing
import Waiting

/// Native callbacks and the delivery log, on a real host with the command line beside it.
@Suite(.timeLimit(.minutes(4)), .serialized)
struct DeliveryLogTests {
    private static let secret = "whsec_" + Data(repeating: 7, count: 32).base64EncodedString()

    /// A receiver that keeps what it gets and answers as it is told.
    private final class Receiver: Sendable {
        let got = Lock<[InboundRequest]>([])
        let status = Lock(200)
        private let server: HTTPServer

        init() throws {
            let holder = Lock<Receiver?>(nil)
            server = HTTPServer(options: ServerOptions(host: "127.0.0.1", port: 0)) { request in
                guard let receiver = holder.withLock({ $0 }) else { return InboundResponse(status: 500, body: []) }
                receiver.got.withLock { $0.append(request) }
                return InboundResponse(status: receiver.status.withLock { $0 }, body: Array("{}".utf8))
            }
            holder.withLock { $0 = self }
            try server.start()
        }

        var url: String { "http://127.0.0.1:\(server.port ?? 0)/hook" }
    }

    private func submit(_ host: TestHost, _ client: CurlClient, _ body: String) async throws -> (Int, String) {
        let answer = try await NativeClient(client: client, port: host.port).call("POST", "/v1/jobs", Array(body.utf8))
        return (answer.status, String(decoding: answer.body, as: UTF8.self))
    }

    private func list(_ host: TestHost, _ words: String...) async throws -> [JSONObject] {
        let found = try await host.command(["deliveries", "list", "--json"] + words)
        return try JSONValue(parsing: Array(found.output.utf8)).array?.compactMap(\.object) ?? []
    }

    @Test func aNativeJobCallsBackSigned() async throws {
        try await withTestFolder { folder in
            let receiver = try Receiver()
            let host = TestHost(folder: folder, ["MORTISE_WEBHOOK_SECRET": Self.secret])
            try await withHost(host) { host in
                let client = try CurlClient()
                defer { client.close() }
                let job = #"{"task":"post_summary","idempotency_key":"k1","input":{"title":"T","content":"One. Two."},"#
                let elsewhere = try await submit(host, client, job + #""callback_url":"http://127.0.0.2/x"}"#)
                #expect(elsewhere.0 == 403, "\(elsewhere)")
                #expect(try await submit(host, client, job + #""callback_url":7}"#).0 == 400)
                let taken = try await submit(host, client, job + #""callback_url":"\#(receiver.url)?a=1"}"#)
                #expect(taken.0 == 202, "\(taken)")
                try await eventually("the callback") { receiver.got.withLock { $0.count } == 1 }
                let request = try #require(receiver.got.withLock { $0.first })
                let key = try #require(StandardWebhook.key(parsing: Self.secret))
                let verdict = StandardWebhook(keys: [key]).verify(
                    id: request.soleHeader("webhook-id") ?? "",
                    timestamp: request.soleHeader("webhook-timestamp") ?? "",
                    signature: request.soleHeader("webhook-signature") ?? "",
                    body: request.body,
                    now: Int64(Date().timeIntervalSince1970),
                    tolerance: 300
                )
                #expect(verdict == .valid)
                #expect(request.soleHeader("authorization") == nil)
                let body = try #require(try JSONValue(parsing: request.body).object)
                #expect(body["type"]?.string == "job.succeeded")
                #expect(body["data"]?.object?["idempotency_key"]?.string == "k1")
                #expect(body["data"]?.object?["result"]?.object?["summary"]?.string?.isEmpty == false)
                try await eventually("the record") { try await list(host, "--state", "delivered").count == 1 }
                let id = request.soleHeader("webhook-id") ?? ""
                let shown = try await host.command("deliveries", "show", id)
                #expect(shown.status == 0 && shown.output.contains("native") && shown.output.contains("  200  "))
                // By hand, under the same id.
                #expect(try await host.command("deliveries", "replay", id).status == 0)
                try await eventually("the replay") { receiver.got.withLock { $0.count } == 2 }
                let names = receiver.got.withLock { $0.compactMap { $0.soleHeader("webhook-id") } }
                #expect(names == [id, id])
                #expect(receiver.got.withLock { $0[0].body == $0[1].body })
                #expect(try await host.command("deliveries", "replay", "0-0").status == 1)
                #expect(try await host.command("deliveries", "replay", "../jobs").status == 64)
                #expect(try await host.command("deliveries", "show", "none").status == 66)
            }
        }
    }

    @Test func withoutASecretThereIsNoNativeCallback() async throws {
        try await withTestFolder { folder in
            try await withHost(TestHost(folder: folder)) { host in
                let client = try CurlClient()
                defer { client.close() }
                let body =
                    #"{"task":"post_summary","input":{"title":"T","content":"O."},"callback_url":"http://127.0.0.1/"}"#
                let refused = try await submit(host, client, body)
                #expect(refused.0 == 403 && refused.1.contains("webhook secret"))
            }
        }
    }

    @Test func goneIsSwitchedOffShownAndSwitchedOnByHand() async throws {
        try await withTestFolder { folder in
            let receiver = try Receiver()
            receiver.status.withLock { $0 = 410 }
            let host = TestHost(folder: folder)
            try await withHost(host) { host in
                let client = try CurlClient()
                defer { client.close() }
                let port = host.port
                let site = Site(client: client, callback: receiver.url)
                try await site.insist("g1", post: 1, content: "One. Two.", port: { port })
                try await eventually("410") { host.log.contains("answered 410 and is switched off") }
                try await site.insist("g2", post: 2, content: "One. Two.", port: { port })
                try await eventually("one given up and one waiting") {
                    let states = try await list(host).compactMap { $0["state"]?.string }
                    return states == ["waiting", "abandoned"]
                }
                // Kept over a crash.
                try await host.killNow()
                try await host.start()
                receiver.status.withLock { $0 = 200 }
                let off = try await host.command("deliveries", "disabled")
                #expect(off.output.contains(receiver.url))
                let doctor = try await host.command("doctor")
                #expect(doctor.status == 0 && doctor.output.contains("mortise deliveries enable \(receiver.url)"))
                #expect(receiver.got.withLock { $0.count } == 1)
                #expect(try await host.command("deliveries", "enable", "https://other.example/").status == 66)
                let enabled = try await host.command("deliveries", "enable", receiver.url)
                #expect(enabled.status == 0, "\(enabled)")
                try await eventually("the second callback") { receiver.got.withLock { $0.count } == 2 }
                let abandoned = try await list(host, "--state", "abandoned")
                let id = try #require(abandoned.first?["id"]?.string)
                #expect(try await host.command("deliveries", "replay", id).status == 0)
                try await eventually("the first callback") { try await list(host, "--state", "delivered").count == 2 }
                #expect(try await host.command("deliveries", "disabled").output.contains("no destination"))
            }
        }
    }
}
