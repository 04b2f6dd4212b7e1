// SPDX-License-Identifier: Apache-2.0
import JSON
import Jobs
import Queue
import SQLiteQueue
import Testing

@testable import Gateway

/// Who may see and change what of callbacks, over a real store.
@Suite(.timeLimit(.minutes(1)))
struct DeliveryScopeTests {
    /// A callback of each site: `c-blog` and `c-shop`.
    private func callbacks(_ fixture: StoreFixture) async throws {
        for site in ["blog", "shop"] {
            _ = await fixture.submit(site)
            try await fixture.end(.succeeded, callback: "c-\(site)")
        }
    }

    private func ids(_ response: InboundResponse) -> [String] {
        response.members["deliveries"]?.array?.compactMap { $0.object?["id"]?.string } ?? []
    }

    @Test func aSiteSeesItsOwnAlone() async throws {
        try await StoreFixture.with { fixture in
            try await callbacks(fixture)
            #expect(Set(ids(await fixture.call("GET", "/v1/deliveries"))) == ["c-blog", "c-shop"])
            #expect(ids(await fixture.call("GET", "/v1/deliveries", as: "blog")) == ["c-blog"])
            #expect(ids(await fixture.call("GET", "/v1/deliveries?site=shop", as: "shop")) == ["c-shop"])
            #expect(await fixture.call("GET", "/v1/deliveries?site=shop", as: "blog").status == 404)
            #expect(await fixture.call("GET", "/v1/deliveries/c-blog", as: "blog").status == 200)
            #expect(await fixture.call("GET", "/v1/deliveries/c-shop", as: "blog").status == 404)
            #expect(await fixture.call("GET", "/v1/deliveries", as: nil).status == 401)
        }
    }

    @Test func whatChangesSomethingIsTheOperators() async throws {
        try await StoreFixture.with { fixture in
            try await callbacks(fixture)
            for who in ["blog", "shop"] {
                #expect(await fixture.call("POST", "/v1/deliveries/c-blog/replay", as: who).status == 403)
                #expect(await fixture.call("POST", "/v1/destinations/enable", as: who).status == 403)
                #expect(await fixture.call("GET", "/v1/destinations", as: who).status == 403)
                #expect(await fixture.call("GET", "/metrics", as: who).status == 403)
            }
            #expect(await fixture.call("POST", "/v1/deliveries/c-blog/replay").status == 202)
            #expect(await fixture.call("GET", "/v1/deliveries/c-blog/replay").status == 405)
            #expect(await fixture.call("GET", "/metrics").status == 200)
        }
    }

    @Test func eachSiteSaysWhereItsNativeCallbacksMayGo() async throws {
        try await StoreFixture.with { fixture in
            func submit(_ site: String, _ url: String) async -> Int {
                let body = #"{"task":"echo","input":{"text":"a"},"site":"\#(site)","callback_url":"\#(url)"}"#
                return await fixture.call("POST", "/v1/jobs", body: body).status
            }
            #expect(await submit("blog", "https://blog.example/a") == 202)
            #expect(await submit("shop", "https://shop.example/a") == 202)
            #expect(await submit("shop", "https://blog.example/a") == 403)
            #expect(await submit("blog", String(repeating: "a", count: 2_049)) == 400)
        }
    }
}
