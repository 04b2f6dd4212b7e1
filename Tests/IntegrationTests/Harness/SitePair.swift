// SPDX-License-Identifier: Apache-2.0
import Destinations
import Foundation
import Gateway
import JSON
import Locks
import Outbound
import Signing
import StandIns

/// Two sites, `one` and `two`, with keys of their own, and where their callbacks arrive.
struct SitePair: Sendable {
    struct Site: Sendable {
        let name: String
        let pair: SitePair
        var secret: String { pair.secret(name) }
        var other: Site { Site(name: name == "one" ? "two" : "one", pair: pair) }
        var token: String { "mst_token_of_\(name)" }
        var authorization: String { "Basic " + Data("bot-\(name):abcd".utf8).base64EncodedString() }

        /// Sends a post by contract A; the status of the answer.
        func post(_ job: String, signedBy secret: String? = nil, path: String? = nil, port: Int) async throws -> Int {
            let text = """
                {"post_id":1,"title":"T","content":"One sentence. Two sentences.","job_id":"\(job)",\
                "callback_url":"\(pair.sink)/\(name)","timestamp":\(Int(Date().timeIntervalSince1970))}
                """
            let signature = BodySignature.sign(body: Array(text.utf8), secret: Secret(text: secret ?? self.secret))
            return try await pair.send(
                "POST",
                path ?? "/s/\(name)/jobs",
                port: port,
                [("X-AI-Signature", signature)],
                text
            ).status
        }

        /// Submits a job by the native form with the site's own token.
        func submit(_ members: String = "", port: Int) async throws -> (status: Int, id: String) {
            try await pair.submit(members, token: token, port: port)
        }

        func read(_ id: String, port: Int) async throws -> Int {
            try await pair.read(id, token: token, port: port)
        }
    }

    let client: CurlClient
    /// Where callbacks go, without a path.
    let sink: String
    private let arrived: Arrivals

    var sites: [Site] { [Site(name: "one", pair: self), Site(name: "two", pair: self)] }
    /// Path and credentials of each callback.
    var arrivals: [String] { arrived.all.withLock { $0 } }

    fileprivate func secret(_ site: String) -> String { "the secret of site \(site), of thirty-two bytes" }

    func submit(
        _ members: String,
        work: String = #""task":"post_summary","input":{"title":"T","content":"One sentence. Two."}"#,
        token: String,
        port: Int
    ) async throws -> (status: Int, id: String) {
        let body = "{\(members)\(work)}"
        let answer = try await send("POST", "/v1/jobs", port: port, [("Authorization", "Bearer \(token)")], body)
        return (answer.status, (try? JSONValue(parsing: answer.body))?.object?["id"]?.string ?? "")
    }

    func read(_ id: String, token: String, port: Int) async throws -> Int {
        try await send("GET", "/v1/jobs/\(id)", port: port, [("Authorization", "Bearer \(token)")], "").status
    }

    /// The job as the operator sees it.
    func job(_ id: String, port: Int) async throws -> JSONObject {
        let header = ("Authorization", "Bearer \(TestHost.operatorToken)")
        let answer = try await send("GET", "/v1/jobs/\(id)", port: port, [header], "")
        return (try? JSONValue(parsing: answer.body))?.object ?? JSONObject()
    }

    fileprivate func send(
        _ method: String,
        _ path: String,
        port: Int,
        _ headers: [(name: String, value: String)],
        _ body: String
    ) async throws -> OutboundResponse {
        try await client.send(
            OutboundRequest(
                method: method,
                url: "http://127.0.0.1:\(port)\(path)",
                headers: [("Content-Type", "application/json")] + headers,
                body: Array(body.utf8),
                timeout: 10,
                destinations: DestinationRule(
                    list: try AllowList(parsing: "127.0.0.1"),
                    unlisted: .listedOnly,
                    requiresTLS: false
                )
            )
        )
    }

    fileprivate init(client: CurlClient, sink: String, arrived: Arrivals) {
        self.client = client
        self.sink = sink
        self.arrived = arrived
    }
}

/// What came to the sink.
private final class Arrivals: Sendable { let all = Lock<[String]>([]) }

/// A host that is configured by a file with both sites, or one of them, nothing of them in its environment.
func withTwoSites(
    modules: String? = nil,
    shared: String = "[]",
    inline: String = "[]",
    secondProvider: String = "{}",
    only: String? = nil,
    isolation: isolated (any Actor)? = #isolation,
    _ body: (TestHost, SitePair) async throws -> Void
) async throws {
    try await withTestFolder { folder in
        let arrived = Arrivals()
        let server = HTTPServer(options: ServerOptions(host: "127.0.0.1", port: 0)) { request in
            arrived.all.withLock { $0.append(request.path + " " + (request.soleHeader("authorization") ?? "none")) }
            return InboundResponse(status: 200, body: Array("{}".utf8))
        }
        try server.start()
        let client = try CurlClient()
        defer { client.close() }
        let pair = SitePair(client: client, sink: "http://127.0.0.1:\(server.port ?? 0)", arrived: arrived)
        var text = "drain: 5\nmodules:\n  shared: \(shared)\n  inline: \(inline)\nsites:\n"
        for site in pair.sites where only.map({ $0 == site.name }) ?? true {
            try site.secret.write(toFile: "\(folder)/\(site.name).key", atomically: true, encoding: .utf8)
            let secret = site.name == "one" ? "hmac_secret: \"\(site.secret)\"" : "hmac_secret_file: two.key"
            text += """
                  - name: \(site.name)
                    \(secret)
                    callback_auth: "bot-\(site.name):abcd"
                    callbacks: [127.0.0.1]
                    api_tokens: ["sha256:\(hexadecimal(sha256(Array(site.token.utf8))))"]
                    provider: \(site.name == "two" ? secondProvider : "{}")

                """
        }
        let file = folder + "/mortise.yaml"
        try text.write(toFile: file, atomically: true, encoding: .utf8)
        // An empty variable counts as absent.
        let none = ["AI_JOBS_HMAC_SECRET": "", "WP_CALLBACK_AUTH": "", "WP_ALLOWED_CALLBACKS": ""]
        var variables = none.merging(["MORTISE_CONFIG": file]) { $1 }
        variables["MORTISE_MODULES"] = modules
        let host = TestHost(folder: folder, variables)
        try await withHost(host) { try await body($0, pair) }
    }
}
