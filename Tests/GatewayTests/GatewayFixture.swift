// SPDX-License-Identifier: Apache-2.0
import JSON
import JSONSchema
import Jobs
import Locks
import Queue
import Signing
import Synchronization

@testable import Gateway

/// A clock that stands still.
struct FixedClock: WallClock {
    var time: WallTime
    func now() -> WallTime { time }
}

/// One or several sites behind a router, with everything that the router was given.
final class GatewayFixture: Sendable {
    struct Refusal: Equatable {
        let site: String
        let status: Int
        let reason: String
        let requestID: String?
    }

    static let secret = Secret(text: "correct horse battery staple")
    /// Contract B's.
    static let sharedSecret = Secret(text: "wrong donkey voltage paperclip")
    static let token = "operator-token"
    static let now = WallTime(seconds: 1_790_000_000)
    /// Task types that every site of the fixture has.
    static let offers: [String: TaskOffer] = {
        func offer(_ schema: String, attempts: Int) -> TaskOffer? {
            var retry = PostSummary.retry
            retry.attempts = attempts
            return (try? JSONSchema(parsing: Array(schema.utf8))).map { TaskOffer(input: $0, retry: retry) }
        }
        let all = [
            "echo": offer(#"{"required":["text"],"properties":{"text":{"type":"string"}}}"#, attempts: 3),
            "post_summary": offer(
                #"{"required":["title","content"],"properties":{"content":{"not":{"const":"unfit"}}}}"#,
                attempts: 6
            ),
            "document_summary": offer(
                #"{"required":["file_url"],"properties":{"file_url":{"not":{"const":"https://blog.example/unfit"}}}}"#,
                attempts: 2
            ),
        ]
        return all.compactMapValues { $0 }
    }()
    static let allowed = "https://blog.example/wp-json/ai/v1/callback"

    let queue = MemoryQueue()
    let feed = JobFeed(run: "fixture")
    private let seen = Lock([Refusal]())
    private let counter = Atomic<UInt64>(0)
    private let reasons = Lock([String]())

    var refusals: [Refusal] { seen.withLock { $0 } }
    func notReady(_ why: [String]) { reasons.withLock { $0 = why } }

    func router(
        sites: [String] = ["blog"],
        freshness: Freshness = .day,
        token: String? = GatewayFixture.token,
        siteTokens: [String: String] = [:],
        documents: DocumentDoor? = GatewayFixture.documents,
        deliveries: DeliveryDesk? = nil
    ) -> Router {
        let doors = sites.compactMap(SiteID.init).map { site in
            let tokens = siteTokens[site.name].flatMap { BearerToken(Secret(text: $0)) }.map { [$0] } ?? []
            return SiteDoor(
                site: site,
                secret: Self.secret,
                apiTokens: tokens,
                freshness: freshness,
                documents: documents
            ) { url in
                url.hasPrefix("https://blog.example/") ? nil : "callback_url is not allowed for this site"
            }
        }
        return Router(
            doors: doors,
            queue: queue,
            store: queue,
            outbox: queue,
            commands: queue,
            feed: feed,
            gate: TokenGate(operatorToken: token.flatMap { BearerToken(Secret(text: $0)) }, doors: doors),
            tasks: { _ in Self.offers },
            clock: FixedClock(time: Self.now),
            random: { [self] in (0, counter.add(1, ordering: .relaxed).newValue) },
            deliveries: deliveries,
            readiness: { [self] in reasons.withLock { $0 } },
            onRefusal: { [self] site, status, reason, requestID in
                seen.withLock {
                    $0.append(Refusal(site: site.name, status: status, reason: reason, requestID: requestID))
                }
            }
        )
    }

    /// Files and callbacks of the site's own host alone, plain http too.
    static let documents = documentDoor()

    static func documentDoor(
        wantsFailureDraft: Bool = false,
        settings: String = #"{"language":"de"}"#
    ) -> DocumentDoor {
        DocumentDoor(
            secret: sharedSecret,
            settings: Array(settings.utf8),
            wantsFailureDraft: wantsFailureDraft,
            callbackRefusal: { $0.contains("://blog.example/") ? nil : "the callback's host is not allowed" },
            fileRefusal: { $0.contains("://blog.example/") ? nil : "the file's host is not allowed" }
        )
    }

    /// A correct body of contract B; `members` replace or, when nil, remove.
    static func document(_ members: [String: String?] = [:]) -> [UInt8] {
        body(
            [
                "attachment_id": "12", "file_url": #""https://blog.example/uploads/report.pdf""#,
                "site": #""https://blog.example""#, "callback_url": "\"\(allowed)\"", "ts": String(now.seconds),
            ],
            members
        )
    }

    private static func body(_ all: [String: String], _ members: [String: String?]) -> [UInt8] {
        var all = all
        for (name, value) in members { all[name] = value }
        let pairs = all.sorted { $0.key < $1.key }.map { "\"\($0.key)\":\($0.value)" }
        return Array("{\(pairs.joined(separator: ","))}".utf8)
    }

    /// A correct body of contract A; `members` replace or, when nil, remove.
    static func body(_ members: [String: String?] = [:]) -> [UInt8] {
        body(
            [
                "post_id": "7", "title": #""A title""#, "content": #""Some content.""#,
                "callback_url": "\"\(allowed)\"", "timestamp": String(now.seconds),
            ],
            members
        )
    }

    static func signed(
        _ body: [UInt8],
        path: String = "/jobs",
        method: String = "POST",
        secret: Secret = GatewayFixture.secret,
        more: [(name: String, value: String)] = []
    ) -> InboundRequest {
        InboundRequest(
            method: method,
            path: path,
            headers: [("x-ai-signature", BodySignature.sign(body: body, secret: secret))] + more,
            body: body
        )
    }
}

extension InboundResponse {
    var text: String { String(decoding: body, as: UTF8.self) }
    func header(_ name: String) -> String? { headers.first { $0.name.lowercased() == name.lowercased() }?.value }
}
