// SPDX-License-Identifier: Apache-2.0
import JSON
import JSONSchema
import Jobs
import Queue
import SQLiteQueue
import Signing
import Testing

@testable import Gateway

/// `docs/openapi.json` against a real server with a real store: every operation, every status that can be brought
/// about from outside, every answer checked by its schema.
@Suite(.timeLimit(.minutes(1)))
struct OpenAPITests {
    /// One request, and the operation of the document that it is.
    private struct Call {
        let operation: String
        let status: Int
        var who: String? = "operator"
        let method: String
        let target: String
        var body = ""
        var headers: [(String, String)] = []
    }

    private let document: JSONValue
    /// Operations by id: where they stand, and their statuses.
    private let operations: [String: (place: String, statuses: [String: JSONValue])]

    init() throws {
        document = try JSONValue(parsing: OpenAPI.document)
        var operations: [String: (place: String, statuses: [String: JSONValue])] = [:]
        for path in try #require(document.object?["paths"]?.object).members {
            for method in try #require(path.value.object).members where method.name != "parameters" {
                let id = try #require(method.value.object?["operationId"]?.string)
                let responses = try #require(method.value.object?["responses"]?.object)
                let place = "#/paths/\(path.name.replacing("~", with: "~0").replacing("/", with: "~1"))/\(method.name)"
                operations[id] = (
                    place.replacing("{", with: "%7B").replacing("}", with: "%7D"),
                    Dictionary(uniqueKeysWithValues: responses.members.map { ($0.name, $0.value) })
                )
            }
        }
        self.operations = operations
    }

    /// What an answer of this status must fit.
    private func schema(_ operation: String, _ status: Int) throws -> JSONSchema {
        let place = try #require(operations[operation]).place
        let reference = "\(place)/responses/\(status)/content/application~1json/schema"
        let root = document.object ?? JSONObject()
        return try JSONSchema(
            parsing: JSONValue.object(
                JSONObject([
                    ("$ref", .string(reference)), ("paths", root["paths"] ?? .null),
                    ("components", root["components"] ?? .null),
                ])
            ).bytes
        )
    }

    /// What comes from outside cannot bring about: a full disk, a store that is gone, a host without a token; the
    /// server's own limits are in `HostileRequestTests`.
    private static let elsewhere: Set<String> = ["403", "408", "503", "507"]

    @Test func everyAnswerIsDescribed() async throws {
        try await StoreFixture.with { fixture in
            let queued = await fixture.submit()
            let calls = try await self.calls(fixture, queued) + deliveries(fixture, long: 1 << 20)
            var met: Set<String> = []
            try await withServer(
                ServerLimits(bodyBytes: 1 << 20),
                handler: { request in
                    let router = request.has(header: "x-single") ? fixture.single : fixture.router
                    return await router.handle(request)
                }
            ) { port, _ in
                for call in calls {
                    var head = "\(call.method) \(call.target) HTTP/1.1\r\nHost: h\r\nConnection: close\r\n"
                    if let who = call.who { head += "Authorization: Bearer \(who)\r\n" }
                    for (name, value) in call.headers { head += "\(name): \(value)\r\n" }
                    head += "Content-Length: \(call.body.utf8.count)\r\n\r\n"
                    let text = try await exchange(port: port, Array((head + call.body).utf8))
                    let name = "\(call.operation) \(call.method) \(call.target)"
                    #expect(text.hasPrefix("HTTP/1.1 \(call.status) "), "\(name): \(text)")
                    #expect(text.contains("\r\nX-Request-ID: "))
                    #expect(operations[call.operation]?.statuses["\(call.status)"] != nil, "\(name) is not described")
                    met.insert("\(call.operation) \(call.status)")
                    if text.contains("\r\nContent-Type: text/plain; version=0.0.4; charset=utf-8\r\n") {
                        let content = operations[call.operation]?.statuses["\(call.status)"]?.object?["content"]
                        #expect(content?.object?["text/plain"] != nil, "\(name) is not described as text")
                        continue
                    }
                    #expect(text.contains("\r\nContent-Type: application/json\r\n"))
                    let cut = try #require(text.firstRange(of: "\r\n\r\n"))
                    let body = try JSONValue(parsing: Array(text[cut.upperBound...].utf8))
                    let violations = try schema(call.operation, call.status).violations(in: body)
                    #expect(violations.isEmpty, "\(name) \(call.status): \(violations)")
                }
            }
            for (operation, described) in operations {
                for status in described.statuses.keys where !Self.elsewhere.contains(status) {
                    #expect(met.contains("\(operation) \(status)"), "\(operation) \(status) is described and never met")
                }
            }
        }
    }

    private func calls(_ fixture: StoreFixture, _ queued: String) async throws -> [Call] {
        let succeeded = await fixture.submit()
        _ = await fixture.call("POST", "/v1/jobs/\(queued)/cancel")
        try await fixture.end(.succeeded, callback: "c-2")
        // It is being tried for as long as the claim holds.
        _ = try await fixture.store.claimDue(limit: 1, now: GatewayFixture.now, until: GatewayFixture.now + 90)
        _ = await fixture.call("POST", "/v1/jobs/\(queued)/retry")
        try await fixture.end(.failed, callback: "c-1")
        let running = await fixture.submit()
        let now = GatewayFixture.now
        _ = try await fixture.store.lease(limit: 1, suspects: false, now: now + 9, until: now + 90)
        let waiting = await fixture.submit()
        let place = fixture.feed.end.text
        fixture.feed.publish(JobTransition(try await fixture.record(succeeded), at: now))

        func submission(_ more: String) -> String { #"{"task":"echo","site":"blog","input":{"text":"a"}\#(more)}"# }
        let long = String(repeating: "a", count: (1 << 20) + 1)
        let post = String(decoding: GatewayFixture.body(), as: UTF8.self)
        let document = String(decoding: GatewayFixture.document(), as: UTF8.self)
        func signed(_ operation: String, _ target: String, _ status: Int, _ body: String) -> Call {
            let isDocument = operation.hasPrefix("submitDocument")
            let secret = isDocument ? GatewayFixture.sharedSecret : GatewayFixture.secret
            let signature = BodySignature.sign(body: Array(body.utf8), secret: secret)
            return Call(
                operation: operation,
                status: status,
                who: nil,
                method: "POST",
                target: target,
                body: body,
                headers: [("X-AI-Signature", signature)]
                    + (!operation.hasSuffix("OfSite") && status != 404 ? [("X-Single", "1")] : [])
            )
        }
        let unfit = String(decoding: GatewayFixture.body(["content": #""unfit""#]), as: UTF8.self)
        let strange = String(
            decoding: GatewayFixture.body(["callback_url": #""https://other.example/""#]),
            as: UTF8.self
        )
        var calls = [
            Call(operation: "health", status: 200, who: nil, method: "GET", target: "/healthz"),
            Call(operation: "readiness", status: 200, who: nil, method: "GET", target: "/readyz"),
            Call(operation: "openAPI", status: 200, who: nil, method: "GET", target: "/openapi.json"),
            Call(operation: "listJobs", status: 200, method: "GET", target: "/v1/jobs?limit=2"),
            Call(operation: "listJobs", status: 200, method: "GET", target: "/v1/jobs"),
            Call(operation: "listJobs", status: 400, method: "GET", target: "/v1/jobs?limit=x"),
            Call(operation: "listJobs", status: 401, who: nil, method: "GET", target: "/v1/jobs"),
            Call(operation: "listJobs", status: 404, who: "blog", method: "GET", target: "/v1/jobs?site=shop"),
            Call(
                operation: "submitJob",
                status: 202,
                method: "POST",
                target: "/v1/jobs",
                body: submission(#","idempotency_key":"k""#)
            ),
            Call(
                operation: "submitJob",
                status: 200,
                method: "POST",
                target: "/v1/jobs",
                body: submission(#","idempotency_key":"k""#)
            ),
            Call(
                operation: "submitJob",
                status: 400,
                method: "POST",
                target: "/v1/jobs",
                body: submission(#","priority":10"#)
            ),
            Call(
                operation: "submitJob",
                status: 401,
                who: "nobody",
                method: "POST",
                target: "/v1/jobs",
                body: submission("")
            ),
            Call(
                operation: "submitJob",
                status: 404,
                method: "POST",
                target: "/v1/jobs",
                body: #"{"task":"no","site":"blog","input":{}}"#
            ),
            Call(operation: "submitJob", status: 413, method: "POST", target: "/v1/jobs", body: long),
            Call(
                operation: "submitJob",
                status: 422,
                method: "POST",
                target: "/v1/jobs",
                body: #"{"task":"echo","site":"blog","input":{"text":1}}"#
            ),
            Call(operation: "followJobs", status: 200, method: "GET", target: "/v1/events?after=\(place)"),
            Call(operation: "followJobs", status: 400, method: "GET", target: "/v1/events?after=x"),
            Call(operation: "followJobs", status: 401, who: nil, method: "GET", target: "/v1/events"),
            Call(operation: "followJobs", status: 404, who: "blog", method: "GET", target: "/v1/events?site=shop"),
            Call(operation: "showJob", status: 200, method: "GET", target: "/v1/jobs/\(queued)"),
            Call(operation: "showJob", status: 200, method: "GET", target: "/v1/jobs/\(succeeded)"),
            Call(operation: "showJob", status: 401, who: nil, method: "GET", target: "/v1/jobs/\(succeeded)"),
            Call(operation: "showJob", status: 404, method: "GET", target: "/v1/jobs/none"),
            Call(operation: "cancelJob", status: 202, method: "POST", target: "/v1/jobs/\(running)/cancel"),
            Call(operation: "cancelJob", status: 200, method: "POST", target: "/v1/jobs/\(waiting)/cancel"),
            Call(operation: "cancelJob", status: 409, method: "POST", target: "/v1/jobs/\(waiting)/cancel"),
            Call(operation: "retryJob", status: 200, method: "POST", target: "/v1/jobs/\(waiting)/retry"),
            Call(operation: "retryJob", status: 409, method: "POST", target: "/v1/jobs/\(waiting)/retry"),
            signed("submitPost", "/jobs", 404, post),
            signed("submitPostOfSite", "/s/none/jobs", 404, post),
            signed("submitDocument", "/api/v1/jobs", 404, document),
            signed("submitDocumentOfSite", "/s/none/api/v1/jobs", 404, document),
        ]
        let posts = (post, strange, unfit)
        let documents = (
            document,
            String(decoding: GatewayFixture.document(["file_url": #""https://other.example/a.pdf""#]), as: UTF8.self),
            String(decoding: GatewayFixture.document(["file_url": #""https://blog.example/unfit""#]), as: UTF8.self)
        )
        for (operation, target, (good, strange, unfit)) in [
            ("submitPost", "/jobs", posts), ("submitPostOfSite", "/s/blog/jobs", posts),
            ("submitDocument", "/api/v1/jobs", documents),
            ("submitDocumentOfSite", "/s/blog/api/v1/jobs", documents),
        ] {
            calls += [
                signed(operation, target, 200, good), signed(operation, target, 400, "{}"),
                signed(operation, target, 403, strange), signed(operation, target, 413, long),
                signed(operation, target, 422, unfit),
            ]
            var unsigned = signed(operation, target, 401, good)
            unsigned.headers.removeAll { $0.0 == "X-AI-Signature" }
            calls.append(unsigned)
        }
        for (operation, verb) in [("cancelJob", "cancel"), ("retryJob", "retry")] {
            calls += [
                Call(
                    operation: operation,
                    status: 401,
                    who: nil,
                    method: "POST",
                    target: "/v1/jobs/\(waiting)/\(verb)"
                ),
                Call(operation: operation, status: 404, method: "POST", target: "/v1/jobs/none/\(verb)"),
                Call(operation: operation, status: 413, method: "POST", target: "/v1/jobs/none/\(verb)", body: long),
            ]
        }
        return calls
    }

    /// Callbacks and destinations, and the host's figures.
    private func deliveries(_ fixture: StoreFixture, long: Int) async throws -> [Call] {
        let (blog, now) = (try #require(SiteID("blog")), GatewayFixture.now)
        let gone = "https://blog.example/hook"
        try await fixture.store.disable(
            DisabledDestination(site: blog, destination: gone, since: now, callback: CallbackID("c-1"))
        )
        func get(_ operation: String, _ status: Int, _ target: String, _ who: String? = "operator") -> Call {
            Call(operation: operation, status: status, who: who, method: "GET", target: target)
        }
        func post(
            _ operation: String,
            _ status: Int,
            _ target: String,
            _ body: String = "",
            _ who: String? = "operator"
        ) -> Call {
            Call(operation: operation, status: status, who: who, method: "POST", target: target, body: body)
        }
        let (enable, tooLong) = ("/v1/destinations/enable", String(repeating: "a", count: long + 1))
        let wanted = #"{"site":"blog","destination":"\#(gone)"}"#
        return [
            get("listDeliveries", 200, "/v1/deliveries?state=waiting&limit=2"),
            get("listDeliveries", 400, "/v1/deliveries?state=lost"),
            get("listDeliveries", 400, "/v1/deliveries?limit=1&limit=2"),
            get("listDeliveries", 401, "/v1/deliveries", nil),
            get("listDeliveries", 404, "/v1/deliveries?site=shop", "blog"),
            get("showDelivery", 200, "/v1/deliveries/c-1"), get("showDelivery", 200, "/v1/deliveries/c-1", "blog"),
            get("showDelivery", 401, "/v1/deliveries/c-1", nil), get("showDelivery", 404, "/v1/deliveries/none"),
            post("replayDelivery", 202, "/v1/deliveries/c-1/replay"),
            post("replayDelivery", 401, "/v1/deliveries/c-1/replay", "", nil),
            post("replayDelivery", 403, "/v1/deliveries/c-1/replay", "", "blog"),
            post("replayDelivery", 404, "/v1/deliveries/none/replay"),
            post("replayDelivery", 409, "/v1/deliveries/c-2/replay"),
            post("replayDelivery", 413, "/v1/deliveries/none/replay", tooLong),
            get("listDestinations", 200, "/v1/destinations"), get("listDestinations", 401, "/v1/destinations", nil),
            get("listDestinations", 403, "/v1/destinations", "blog"),
            post("enableDestination", 200, enable, wanted), post("enableDestination", 404, enable, wanted),
            post("enableDestination", 400, enable, "{}"), post("enableDestination", 401, enable, wanted, nil),
            post("enableDestination", 403, enable, wanted, "blog"), post("enableDestination", 413, enable, tooLong),
            get("metrics", 200, "/metrics"), get("metrics", 401, "/metrics", nil),
            get("metrics", 403, "/metrics", "blog"),
        ]
    }
}
