// SPDX-License-Identifier: Apache-2.0
import Destinations
import Foundation
import JSON
import Outbound
import Signing
import StandIns
import Testing
import Waiting

/// Contract B with senders and a receiver as sites run them today, and a real host between them.
@Suite(.timeLimit(.minutes(3)), .serialized)
struct DocumentContractTests {
    private func host(_ site: DocumentSite, _ more: [String: String] = [:]) -> TestHost {
        TestHost(folder: site.folder, site.environment.merging(more) { $1 })
    }

    private func shown(_ host: TestHost, _ job: String) async throws -> JSONObject {
        let text = try await host.command("jobs", "show", job, "--json").output
        return try JSONValue(parsing: Array(text.utf8)).object ?? JSONObject()
    }

    private func attempts(_ host: TestHost, _ job: String) async throws -> [JSONObject] {
        let callback = try await shown(host, job)["callbacks"]?.array?.first?.object
        return callback?["attempts"]?.array?.compactMap(\.object) ?? []
    }

    @Test func anUploadBecomesADraft() async throws {
        try await DocumentSite.with { site in
            try await withHost(host(site)) { host in
                let job = try DocumentSite.job(try await site.php(host))
                try await eventually("a draft") { site.receiver.drafts.count == 1 }
                let draft = try #require(site.receiver.drafts.first)
                #expect(draft.title == "Summary of 42" && draft.attachment == 42 && draft.job == job)
                #expect(draft.content?.hasPrefix("## Summary\n\n") == true && draft.content?.contains("Santa") == true)
                #expect(draft.key == "processed/\(job)/text.txt")
                let text = site.folder + "/data/artifacts/default/processed/\(job)/text.txt"
                #expect(FileManager.default.fileExists(atPath: text))

                // As the receiver saw it: nothing but the contract's members and `usage`, and both signatures fit.
                let arrival = try #require(site.receiver.arrivals.first)
                let body = try #require(try JSONValue(parsing: Array(arrival.body.utf8)).object)
                #expect(
                    body.members.map(\.name) == [
                        "job_id", "attachment_id", "title", "summary_markdown", "word_count", "processing_ms", "chunks",
                        "s3_text_key", "usage",
                    ]
                )
                let usage = body["usage"]?.object?.members.map(\.name) ?? []
                #expect(Set(usage) == ["tokens", "pages", "ocr_pages", "cache_hits"])
                #expect(arrival.headers["content-type"] == "application/json")
                #expect(arrival.headers["authorization"] == nil)
                let stamp = try #require(arrival.headers["webhook-timestamp"].flatMap { Int64($0) })
                #expect(arrival.headers["x-ai-timestamp"] == "\(stamp)")
                let verdict = StandardWebhook(keys: [Secret(text: DocumentReceiver.secret)]).verify(
                    id: try #require(arrival.headers["webhook-id"]),
                    timestamp: "\(stamp)",
                    signature: try #require(arrival.headers["webhook-signature"]),
                    body: Array(arrival.body.utf8),
                    now: stamp,
                    tolerance: 0
                )
                #expect(verdict == .valid)

                // Every read shows it like any other job.
                try await eventually("the record") { try await attempts(host, job).first?["status"] != nil }
                #expect(try await attempts(host, job).map { $0["note"] } == [.string("stored as post 1")])
                let record = try await shown(host, job)
                #expect(record["task_type"] == .string("document_summary"))
                #expect(record["reply"]?.object?["contract"] == .string("B"))
                #expect(try await host.command("jobs", "list").output.contains(job))
                #expect(try await host.command("jobs", "show", job).output.contains("stored as post 1"))
                let client = try CurlClient()
                defer { client.close() }
                let native = NativeClient(client: client, port: host.port)
                #expect(try await native.job(job).state == "succeeded")
            }
        }
    }

    @Test func theSameBytesAreTheSameJobAlsoAfterARestart() async throws {
        try await DocumentSite.with { site in
            try await withHost(host(site)) { host in
                let now = Int(Date().timeIntervalSince1970)
                let first = try await site.php(host, timestamp: now)
                #expect(try await site.php(host, timestamp: now) == first)
                try await eventually("a draft") { site.receiver.drafts.count == 1 }
                try await host.killNow()
                try await host.start()
                #expect(try await site.php(host, timestamp: now) == first)
                let other = try await site.php(host, timestamp: now - 1)
                #expect(try DocumentSite.job(other) != DocumentSite.job(first))
                try await eventually("another draft") { site.receiver.drafts.count == 2 }
                #expect(Set(site.receiver.drafts.compactMap(\.job)).count == 2)
            }
        }
    }

    @Test func whatIsRefusedSaysWhy() async throws {
        try await DocumentSite.with { site in
            try await withHost(host(site, ["MORTISE_SITE": "blog"])) { host in
                let badSignature = #"401 {"error":"bad signature"}"#
                #expect(try await site.php(host, mode: "flip") == badSignature)
                #expect(try await site.php(host, mode: "unsigned") == badSignature)
                #expect(try await site.php(host, secret: DocumentReceiver.secret) == badSignature)
                #expect(try await site.php(host, mode: "get") == #"405 {"error":"method"}"#)
                #expect(try await site.python(host, age: 25 * 3600) == #"401 {"error":"stale"}"#)
                #expect(try await site.php(host, path: "/s/shop/api/v1/jobs") == #"404 {"error":"not found"}"#)
                for file in [
                    "http://10.0.0.1/a.pdf", "http://169.254.169.254/", "ftp://127.0.0.1/", "file:///etc/passwd",
                ] {
                    let answer = try await site.php(host, file)
                    #expect(answer.hasPrefix(#"403 {"error":"file_url cannot be fetched: "#), "\(answer)")
                }
                #expect(try await site.python(host, path: "/s/blog/api/v1/jobs").hasPrefix(#"200 {"ok":true"#))
                try await eventually("a draft") { site.receiver.drafts.count == 1 }
                #expect(try await host.command("jobs", "list", "--json").output.matches(of: /"id"/).count == 1)
                #expect(host.log.contains("file_url cannot be fetched"))
            }
        }
    }

    /// The receiver itself, so that what it takes means something.
    @Test func theReceiverIsStrict() async throws {
        try await DocumentSite.with { site in
            let client = try CurlClient()
            defer { client.close() }
            let secret = Secret(text: DocumentReceiver.secret)
            func post(_ body: String, off: Int = 0, secret: Secret = secret) async throws -> Int {
                let bytes = Array(body.utf8)
                let now = Int(Date().timeIntervalSince1970) + off
                return try await client.send(
                    OutboundRequest(
                        url: site.receiver.url,
                        headers: [
                            ("X-AI-Signature", BodySignature.sign(body: bytes, secret: secret)),
                            ("X-AI-Timestamp", "\(now)"),
                        ],
                        body: bytes,
                        timeout: 10,
                        destinations: DestinationRule(
                            list: try AllowList(parsing: "127.0.0.1"),
                            unlisted: .listedOnly,
                            requiresTLS: false
                        )
                    )
                ).status
            }
            #expect(try await post(#"{"title":"x"}"#, off: -302) == 401)
            #expect(try await post(#"{"title":"x"}"#, off: 302) == 401)
            #expect(try await post(#"{"title":"x"}"#, secret: Secret(text: "another")) == 401)
            #expect(try await post("rubbish") == 400)
            #expect(site.receiver.drafts.isEmpty)
            #expect(try await post(#"{"title":"x"}"#) == 200)
            #expect(site.receiver.drafts.map(\.title) == ["x"])
        }
    }

    @Test func aFailureIsSilentUnlessTheSiteWantsADraft() async throws {
        try await DocumentSite.with { site in
            for wantsDraft in [false, true] {
                try await withHost(host(site, ["MORTISE_FAILURE_DRAFT": "\(wantsDraft)"])) { host in
                    let job = try DocumentSite.job(
                        try await site.php(
                            host,
                            "blank.txt",
                            timestamp: Int(Date().timeIntervalSince1970) - (wantsDraft ? 1 : 2)
                        )
                    )
                    let record = try await eventually("the end") {
                        let record = try await shown(host, job)
                        return record["state"] == .string("failed") ? record : nil
                    }
                    #expect(record["error"]?.object?["code"] == .string("no_text"))
                    #expect(record["attempts"]?.text == "1")
                    #expect(record["callbacks"]?.array?.count == (wantsDraft ? 1 : 0))
                    if wantsDraft { try await eventually("a draft") { site.receiver.drafts.count == 1 } }
                }
            }
            let reason = "No summary could be made of this document: the file has no readable text"
            #expect(site.receiver.drafts.map(\.content) == [reason])
        }
    }

    /// Between the result and its callback the host is killed; whoever starts next calls back under the same name.
    @Test func aHostThatIsKilledCallsBackUnderTheSameName() async throws {
        try await DocumentSite.with { site in
            try site.receiver.set(.fail)
            try await withHost(host(site)) { host in
                let job = try DocumentSite.job(try await site.php(host))
                try await eventually("a refused attempt") { try await attempts(host, job).count >= 1 }
                try await host.killNow()
                try site.receiver.set(.store)
                let before = site.receiver.arrivals.count
                try await host.start()
                try await eventually("a draft") { site.receiver.drafts.count == 1 }
                #expect(site.receiver.arrivals.count > before)
                let names = Set(site.receiver.arrivals.map { $0.headers["webhook-id"] })
                #expect(names.count == 1 && names.first != .some(nil))
                #expect(Set(site.receiver.arrivals.map(\.body)).count == 1)
                try await eventually("the record") {
                    try await shown(host, job)["callbacks"]?.array?.first?.object?["state"] == .string("delivered")
                }
                #expect(try await attempts(host, job).last?["note"] == .string("stored as post 1"))
            }
        }
    }

    /// Nobody listens at first, which is no reason to wait a quarter of an hour.
    @Test func aReceiverThatIsDownIsTriedAgainSoon() async throws {
        try await DocumentSite.with { site in
            try await site.receiver.stop()
            try await withHost(host(site)) { host in
                let job = try DocumentSite.job(try await site.php(host))
                try await eventually("a failed attempt") { try await attempts(host, job).count >= 1 }
                try await host.killNow()
                try await site.receiver.start()
                try await host.start()
                try await eventually("a draft", within: 60) { site.receiver.drafts.count == 1 }
                let shown = try await shown(host, job)
                #expect(
                    site.receiver.drafts.first?.webhookId == shown["callbacks"]?.array?.first?.object?["id"]?.string
                )
            }
        }
    }

    /// The draft is there and its answer is lost, or may be: once more would be one too many.
    @Test(arguments: [DocumentReceiver.Mode.torn, .hang])
    func whatMayHaveArrivedIsNotSentAgainSoon(_ mode: DocumentReceiver.Mode) async throws {
        try await DocumentSite.with { site in
            try site.receiver.set(mode)
            try await withHost(host(site)) { host in
                let job = try DocumentSite.job(try await site.php(host))
                try await eventually("an arrival") { site.receiver.arrivals.count == 1 }
                if mode == .hang {
                    try await host.killNow()
                    try await host.start()
                }
                try await eventually("the record") { try await attempts(host, job).count == 1 }
                #expect(try await attempts(host, job)[0]["status"] == .null)
                let callback = try await shown(host, job)["callbacks"]?.array?.first?.object
                let next = try #require(callback?["next_attempt_at"]?.string)
                let date = try Date(
                    next,
                    strategy: Date.ISO8601FormatStyle(includingFractionalSeconds: next.contains("."))
                )
                #expect((840...910).contains(date.timeIntervalSinceNow), "\(next)")
                #expect(callback?["state"] == .string("waiting"))
                // A person who sends it again is told what that may mean.
                if mode == .hang {
                    try await site.receiver.stop()
                    try await site.receiver.start()
                }
                try site.receiver.set(.store)
                let id = try #require(callback?["id"]?.string)
                #expect(try await host.command("deliveries", "replay", id).status == 0)
                try await eventually("another") { try await attempts(host, job).count == 2 }
                let note = try await attempts(host, job)[1]["note"]?.string
                #expect(
                    note?.hasPrefix("possible duplicate: an attempt before may have arrived; stored as post") == true
                )
                #expect(Set(site.receiver.arrivals.map { $0.headers["webhook-id"] }).count == 1)
            }
        }
    }

    /// WordPress leaves the names of files as they are, and PHP writes them as `\uXXXX`.
    @Test func aNameOutsideASCIIIsFetched() async throws {
        try await DocumentSite.with { site in
            try await withHost(host(site)) { host in
                _ = try DocumentSite.job(try await site.php(host, "Größe.txt"))
                try await eventually("a draft") { site.receiver.drafts.first?.content?.contains("Santa") == true }
            }
        }
    }

    /// Nobody is there to give the file: three more attempts, 30 s apart.
    @Test func aDownloadThatFailsIsTriedAgainHalfAMinuteLater() async throws {
        try await DocumentSite.with { site in
            try await withHost(host(site)) { host in
                let job = try DocumentSite.job(try await site.php(host, "http://127.0.0.1:1/a.txt"))
                let record = try await eventually("an attempt") {
                    let record = try await shown(host, job)
                    return record["attempts"]?.text == "1" ? record : nil
                }
                #expect(record["error"]?.object?["code"] == .string("fetch_unreachable"))
                #expect(record["state"] == .string("queued") && record["attempts_allowed"]?.text == "4")
                let style = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
                let next = try Date(try #require(record["available_at"]?.string), strategy: style)
                let last = try Date(try #require(record["updated_at"]?.string), strategy: style)
                #expect(abs(next.timeIntervalSince(last) - 30) < 1)
            }
        }
    }

    @Test func aDraftThatWasNotStoredIsNoted() async throws {
        try await DocumentSite.with { site in
            try site.receiver.set(.zero)
            try await withHost(host(site)) { host in
                let job = try DocumentSite.job(try await site.php(host))
                try await eventually("the record") { try await attempts(host, job).count == 1 }
                #expect(try await attempts(host, job)[0]["note"] == .string("not stored: the answer's post_id is 0"))
                #expect(
                    try await host.command("deliveries", "list", "--state", "delivered").output.contains("delivered")
                )
            }
        }
    }

    @Test func bothContractsServeOneSite() async throws {
        try await DocumentSite.with { site in
            let sink = try CallbackSink.start()
            let both = [
                "AI_JOBS_HMAC_SECRET": TestHost.secret, "WP_CALLBACK_AUTH": TestHost.credentials,
                "MORTISE_MODULES": "\(Built.summarize):\(Built.plainDocuments)",
            ]
            try await withHost(host(site, both)) { host in
                let client = try CurlClient()
                defer { client.close() }
                let sent = try await Site(client: client, callback: sink.url).send(
                    "a",
                    post: 1,
                    content: "A post.",
                    port: host.port
                )
                #expect(sent.status == 200)
                _ = try DocumentSite.job(try await site.php(host))
                try await eventually("both") { sink.jobs == ["a"] && site.receiver.drafts.count == 1 }
                #expect(sink.complaints == [])
            }
        }
    }

    @Test func theCommandLineSendsADocument() async throws {
        try await DocumentSite.with { site in
            try await withHost(host(site)) { host in
                let words = ["submit", "--document", site.file("report.txt"), "--callback", site.receiver.url]
                let waited = try await host.command(words + ["--attachment-id", "9", "--wait"])
                #expect(waited.status == 0 && waited.output.contains("Santa"), "\(waited)")
                try await eventually("a draft") { site.receiver.drafts.map(\.attachment) == [9] }
                let refused = try await host.command(
                    "submit",
                    "--document",
                    "http://10.0.0.1/x",
                    "--callback",
                    site.receiver.url
                )
                #expect(refused.status == 1 && refused.errors.contains("10.0.0.1"), "\(refused)")
                #expect(try await host.command("submit", "--document", "http://a/").status == 64)
            }
        }
    }

    /// A site with this contract alone is answered by the API that it was made for.
    @Test func theModelIsAskedByResponses() async throws {
        try await DocumentSite.with { site in
            let model = try RespondingModel.start { "The answer in **Markdown**." }
            try await withHost(host(site, model.environment)) { host in
                _ = try DocumentSite.job(try await site.php(host))
                try await eventually("a draft") { site.receiver.drafts.count == 1 }
                #expect(site.receiver.drafts[0].content == "## Summary\n\nThe answer in **Markdown**.")
                #expect(model.paths == ["/v1/responses"])
                #expect(model.models == ["gpt-4o-mini"])
            }
        }
    }
}
