// SPDX-License-Identifier: Apache-2.0
import Configuration
import Destinations
import Jobs
import Signing
import Testing

@Suite(.timeLimit(.minutes(1)))
struct DefaultsTests {
    @Test func thatOfAnUnprivilegedUser() throws {
        let found = try read()
        #expect(found.listenHost == "127.0.0.1")
        #expect(found.listenPort == 8080)
        #expect(found.dataDirectory == "/home/ann/.local/state/mortise")
        #expect(found.site.id.name == "default")
        #expect(found.site.freshness == 86_400)
        #expect(found.site.jobsPerMinute == nil)
        #expect(found.site.webhookKeys.isEmpty)
        #expect(found.site.jobsSecret.reveal() == complete["AI_JOBS_HMAC_SECRET"])
        #expect(found.site.callbackCredentials?.reveal() == "bot:abcd efgh ijkl")
        #expect(found.modules == ["/opt/mortise/libSummarize.so", "/opt/mortise/libCustomPrompt.so"])
        #expect(found.moduleHost == "/opt/mortise/mortise-module-host")
        #expect(found.moduleUser == nil)
        #expect(found.moduleMemory == 2 << 30)
        #expect(found.operatorToken == nil)
        #expect(found.drainSeconds == 20)
        #expect(found.warnings == [])
        #expect(found.provider.kind == "extractive" && found.site.provider == found.provider)
        #expect(found.file == nil && found.sites.count == 1)
    }

    @Test func thatOfRoot() throws {
        let found = try read(facts: root)
        #expect(found.dataDirectory == "/var/lib/mortise")
        #expect(found.moduleUser == 59_500)
    }

    @Test func stateFollowsTheUsersOwnRule() throws {
        #expect(try read(["XDG_STATE_HOME": "/state"]).dataDirectory == "/state/mortise")
        // A relative one is to be ignored, says the specification.
        #expect(try read(["XDG_STATE_HOME": "state"]).dataDirectory == "/home/ann/.local/state/mortise")
    }

    /// Contract A's credentials go nowhere but to listed hosts, and not in the clear.
    @Test func callbacksAreRefusedUnlessListedAndEncrypted() throws {
        let named = try read(["WP_ALLOWED_CALLBACKS": "blog.example.org"]).site.callbacks
        #expect(named.refusal(ofURL: "https://other.example.org/x") != nil)
        let rule = try read().site.callbacks
        #expect(rule.refusal(ofURL: "https://blog.example.org/x") == nil)
        #expect(rule.refusal(ofURL: "http://127.0.0.1:8000/x") == nil)
        #expect(rule.refusal(ofURL: "http://blog.example.org/x") != nil)
    }

    @Test(
        arguments: [
            (["OPENAI_API_KEY": "sk-x"], 30), (["OPENAI_API_KEY": "sk-x", "MORTISE_JOBS_PER_MINUTE": "0"], nil),
            (["OPENAI_API_KEY": "sk-x", "MORTISE_JOBS_PER_MINUTE": "5"], 5), (["MORTISE_JOBS_PER_MINUTE": "7"], 7),
            ([:], nil),
        ] as [([String: String], Int?)]
    )
    func paidProvidersHaveALimit(_ changes: [String: String], _ limit: Int?) throws {
        #expect(try read(changes).site.jobsPerMinute == limit)
    }
}
