// SPDX-License-Identifier: Apache-2.0
import JSON
import Jobs
import Signing
import Testing

@testable import Gateway

/// A site's own token at `/v1`: its own jobs, and not a word of others.
@Suite(.timeLimit(.minutes(1)))
struct SiteTokenTests {
    private let fixture = GatewayFixture()
    private let tokens = ["blog": "mst_blog", "news": "mst_news"]

    private func ask(
        _ method: String,
        _ path: String,
        _ body: String = "",
        as token: String,
        operatorToken: String? = GatewayFixture.token
    ) async -> InboundResponse {
        await fixture.router(sites: ["blog", "news"], token: operatorToken, siteTokens: tokens).handle(
            InboundRequest(
                method: method,
                path: path,
                headers: [("authorization", "Bearer \(token)")],
                body: Array(body.utf8)
            )
        )
    }

    @Test func submitsAndReadsItsOwnJobsOnly() async throws {
        let taken = await ask("POST", "/v1/jobs", #"{"task":"echo","input":{"text":"a"}}"#, as: "mst_blog")
        #expect(taken.status == 202)
        #expect(fixture.queue.jobs.map(\.site.name) == ["blog"])
        let id = try #require(JSONValue(parsing: taken.body).object?["id"]?.string)
        let mine = await ask("GET", "/v1/jobs/\(id)", as: "mst_blog").status
        let theirs = await ask("GET", "/v1/jobs/\(id)", as: "mst_news")
        let none = await ask("GET", "/v1/jobs/\(JobID(at: GatewayFixture.now, random: (9, 9)).text)", as: "mst_news")
        // A job of another site looks like one that is not there.
        #expect(theirs.status == 404 && theirs.text == none.text)
        #expect(mine != 401 && mine != 403)
        #expect(await ask("GET", "/v1/jobs/\(id)", as: GatewayFixture.token).status == mine)
    }

    @Test func cannotSubmitForAnother() async {
        let body = #"{"task":"echo","input":{"text":"a"},"site":"blog"}"#
        #expect(await ask("POST", "/v1/jobs", body, as: "mst_news").status == 404)
        #expect(await ask("POST", "/v1/jobs", body, as: "mst_blog").status == 202)
        #expect(await ask("POST", "/v1/jobs", body, as: GatewayFixture.token).status == 202)
        #expect(fixture.queue.jobs.allSatisfy { $0.site.name == "blog" })
    }

    @Test func openAsLongAsThereAreAny() async {
        let body = #"{"task":"echo","input":{"text":"a"}}"#
        #expect(await ask("POST", "/v1/jobs", body, as: "mst_blog", operatorToken: nil).status == 202)
        for wrong in ["mst_blo", "mst_blogs", "MST_BLOG", "sha256:mst_blog"] {
            #expect(await ask("POST", "/v1/jobs", body, as: wrong, operatorToken: nil).status == 401)
        }
    }

    @Test func aTableTellsWhoseATokenIs() throws {
        let table = TokenTable([
            (try #require(BearerToken(Secret(text: "a"))), 1), (try #require(BearerToken(Secret(text: "b"))), 2),
        ])
        #expect(table.owner(of: "a") == 1 && table.owner(of: "b") == 2 && table.owner(of: "c") == nil)
        #expect(TokenTable<Int>([]).isEmpty && TokenTable<Int>([]).owner(of: "") == nil)
    }
}
