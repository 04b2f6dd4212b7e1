// SPDX-License-Identifier: Apache-2.0
import JSON
import Jobs
import Queue
import SQLiteQueue
import Testing

@testable import Gateway

/// What may be asked of jobs under `/v1`, by whom, and what is answered.
@Suite(.timeLimit(.minutes(1)))
struct NativeRequestTests {
    @Test func cancelAndRetryAnswerByTheState() async throws {
        try await StoreFixture.with { fixture in
            let id = await fixture.submit()
            let cancelled = await fixture.call("POST", "/v1/jobs/\(id)/cancel")
            #expect(cancelled.status == 200 && cancelled.members["state"] == .string("cancelled"))
            let again = await fixture.call("POST", "/v1/jobs/\(id)/cancel")
            #expect(again.status == 409 && again.members["state"] == .string("cancelled"), "\(again.text)")
            let retried = await fixture.call("POST", "/v1/jobs/\(id)/retry")
            #expect(retried.status == 200 && retried.members["state"] == .string("queued"))
            #expect(await fixture.call("POST", "/v1/jobs/\(id)/retry").status == 409)

            let now = GatewayFixture.now + 5
            let leased = try await fixture.store.lease(limit: 1, suspects: false, now: now, until: now + 60)
            #expect(leased.count == 1)
            let told = await fixture.call("POST", "/v1/jobs/\(id)/cancel")
            #expect(told.status == 202 && told.members["state"] == .string("running"))
            #expect(told.members["cancel_requested_at"]?.string != nil)
            #expect(await fixture.call("POST", "/v1/jobs/\(id)/cancel").status == 202)
            let shown = await fixture.call("GET", "/v1/jobs/\(id)")
            #expect(shown.members["retries"]?.number?.integer == 1)
            #expect(shown.members["past"]?.array?.count == 1)
            #expect(shown.members["request_id"] == .string("req-1"))
        }
    }

    @Test func aSucceededJobIsLeftAlone() async throws {
        try await StoreFixture.with { fixture in
            let id = await fixture.submit()
            try await fixture.end(.succeeded)
            for verb in ["cancel", "retry"] {
                let answer = await fixture.call("POST", "/v1/jobs/\(id)/\(verb)")
                #expect(answer.status == 409 && answer.members["state"] == .string("succeeded"), "\(verb)")
            }
        }
    }

    @Test func aSiteSeesItsOwnJobsAlone() async throws {
        try await StoreFixture.with { fixture in
            let own = await fixture.submit("blog", as: "blog")
            let other = await fixture.submit("shop")
            #expect(await fixture.call("GET", "/v1/jobs/\(own)", as: "blog").status == 200)
            for target in ["/v1/jobs/\(other)"] {
                #expect(await fixture.call("GET", target, as: "blog").status == 404)
                #expect(await fixture.call("POST", target + "/cancel", as: "blog").status == 404)
                #expect(await fixture.call("POST", target + "/retry", as: "blog").status == 404)
            }
            #expect(try await fixture.record(other).state == .queued)
            let list = await fixture.call("GET", "/v1/jobs", as: "blog")
            #expect(list.members["jobs"]?.array?.compactMap { $0.object?["id"]?.string } == [own])
            #expect(await fixture.call("GET", "/v1/jobs?site=shop", as: "blog").status == 404)
            #expect(await fixture.call("GET", "/v1/events?site=shop", as: "blog").status == 404)
            let theirs = #"{"task":"echo","input":{"text":"a"},"site":"shop"}"#
            #expect(await fixture.call("POST", "/v1/jobs", as: "blog", body: theirs).status == 404)
            let mine = #"{"task":"echo","input":{"text":"a"}}"#
            #expect(await fixture.call("POST", "/v1/jobs", as: "blog", body: mine).status == 202)
            // The operator sees both.
            #expect(await fixture.call("GET", "/v1/jobs?limit=2").members["jobs"]?.array?.count == 2)

            let place = fixture.feed.end.text
            for job in [own, other] {
                let record = try await fixture.record(job)
                fixture.feed.publish(JobTransition(record, at: GatewayFixture.now))
            }
            let events = await fixture.call("GET", "/v1/events?after=\(place)", as: "blog")
            #expect(events.members["events"]?.array?.compactMap { $0.object?["job"]?.string } == [own])
        }
    }

    @Test(arguments: [("GET", "/v1/jobs"), ("GET", "/v1/events"), ("POST", "/v1/jobs"), ("GET", "/v1/jobs/x")])
    func nobodyIsLetIn(method: String, target: String) async throws {
        try await StoreFixture.with { fixture in
            for who in [nil, "", "wrong"] { #expect(await fixture.call(method, target, as: who).status == 401) }
        }
    }

    @Test(arguments: [
        "state=done", "state=queued&state=queued", "stat=queued", "limit=0", "limit=201", "limit=1e2", "limit=+5",
        "limit=",
        "since=yesterday", "until=2026-02-30T00:00:00Z", "cursor=a/b", "cursor=", "site=A", "task=", "=", "state",
    ])
    func filtersAreReadStrictly(query: String) async throws {
        try await StoreFixture.with { fixture in
            let answer = await fixture.call("GET", "/v1/jobs?\(query)")
            #expect(answer.status == 400, "\(answer.text)")
            #expect(answer.members["error"]?.string?.isEmpty == false)
        }
    }

    @Test func pagesFollowEachOther() async throws {
        try await StoreFixture.with { fixture in
            var ids: Set<String> = []
            for _ in 0..<7 { ids.insert(await fixture.submit()) }
            var seen: [String] = []
            var cursor = ""
            for _ in 0..<5 {
                let page = await fixture.call("GET", "/v1/jobs?limit=3" + cursor)
                seen += page.members["jobs"]?.array?.compactMap { $0.object?["id"]?.string } ?? []
                guard let next = page.members["next"]?.string else { break }
                cursor = "&cursor=\(next)"
                _ = await fixture.submit("shop")
            }
            #expect(seen.filter { ids.contains($0) }.count == 7 && Set(seen).count == seen.count)
            let none = await fixture.call("GET", "/v1/jobs?until=0")
            #expect(none.status == 200 && none.text == #"{"jobs":[],"next":null}"#)
            let seconds = GatewayFixture.now.seconds
            #expect(await fixture.call("GET", "/v1/jobs?since=\(seconds)").members["jobs"]?.array?.isEmpty == false)
            #expect(await fixture.call("GET", "/v1/jobs?since=\(seconds + 1)").members["jobs"]?.array?.isEmpty == true)
        }
    }

    @Test func keysHaveALifetimeWhenAskedFor() async throws {
        try await StoreFixture.with { fixture in
            func post(_ more: String) async -> InboundResponse {
                await fixture.call(
                    "POST",
                    "/v1/jobs",
                    body: #"{"task":"echo","site":"blog","input":{"text":"a"}\#(more)}"#
                )
            }
            #expect(await post(#","idempotency_key":"k","idempotency_seconds":60"#).status == 202)
            #expect(await post(#","idempotency_key":"k"# + "\"").status == 200)
            for bad in [#","idempotency_seconds":60"#, #","idempotency_key":"k","idempotency_seconds":59"#] {
                #expect(await post(bad).status == 400)
            }
        }
    }

    @Test func waitingForEventsEndsWithTheFirst() async throws {
        try await StoreFixture.with { fixture in
            let id = await fixture.submit()
            let record = try await fixture.record(id)
            let place = fixture.feed.end.text
            async let answer = fixture.call("GET", "/v1/events?wait=20&after=\(place)&job=\(id)")
            try await eventually("somebody waits") { fixture.feed.waiters == 1 }
            var other = JobTransition(record, at: GatewayFixture.now)
            other.job = try #require(JobID("another"))
            fixture.feed.publish(other)
            try await eventually("it waits again") { fixture.feed.waiters == 1 }
            fixture.feed.publish(JobTransition(record, at: GatewayFixture.now))
            let events = await answer.members
            #expect(events["events"]?.array?.count == 1 && events["missed"] == .bool(false))
            #expect(events["next"]?.string == fixture.feed.end.text)

            // More than are kept, and a place of another run of the host: it is said that some were missed.
            for _ in 0..<20 { fixture.feed.publish(JobTransition(record, at: GatewayFixture.now)) }
            let late = await fixture.call("GET", "/v1/events?after=\(place)").members
            #expect(late["missed"] == .bool(true) && late["events"]?.array?.count == 8)
            #expect(await fixture.call("GET", "/v1/events?after=other.3").members["missed"] == .bool(true))
            for bad in ["after=x", "after=.1", "after=a.-1", "after=a.+1", "wait=21", "limit=1001", "since=1"] {
                #expect(await fixture.call("GET", "/v1/events?\(bad)").status == 400, "\(bad)")
            }
            // A host that stops waits for nobody.
            async let last = fixture.call("GET", "/v1/events?wait=20")
            try await eventually("somebody waits") { fixture.feed.waiters == 1 }
            fixture.feed.close()
            #expect(await last.status == 200)
            #expect(await fixture.call("GET", "/v1/events?wait=20").status == 200)
        }
    }

    @Test(arguments: [
        ("PUT", "/v1/jobs", "GET, HEAD, POST"), ("POST", "/v1/jobs/a", "GET, HEAD"),
        ("GET", "/v1/jobs/a/cancel", "POST"),
        ("DELETE", "/v1/jobs/a/retry", "POST"), ("POST", "/v1/events", "GET, HEAD"),
        ("POST", "/openapi.json", "GET, HEAD"),
    ])
    func otherMethodsAreRefused(method: String, path: String, allow: String) async throws {
        try await StoreFixture.with { fixture in
            let answer = await fixture.call(method, path)
            #expect(answer.status == 405 && answer.header("allow") == allow && answer.text == #"{"error":"method"}"#)
        }
    }

    @Test(arguments: ["/v1", "/v1/", "/v1/jobs/", "/v1/jobs/a/", "/v1/jobs/a/stop", "/v1/jobs/a/cancel/b", "/v2/jobs"])
    func otherPathsAreNotFound(path: String) async throws {
        try await StoreFixture.with { fixture in
            #expect(await fixture.call("GET", path).status == 404)
        }
    }
}
