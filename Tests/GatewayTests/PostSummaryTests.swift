// SPDX-License-Identifier: Apache-2.0
import JSON
import Jobs
import Testing

@testable import Gateway

@Suite(.timeLimit(.minutes(1)))
struct PostSummaryTests {
    private func read(_ members: [String: String?] = [:]) throws -> PostSummary {
        try PostSummary(body: GatewayFixture.body(members))
    }

    @Test func readsTheContractsMembers() throws {
        let summary = try read(["job_id": #""wp-17""#, "extra": #"{"deep":[1]}"#])
        #expect(summary.postID == 7)
        #expect(summary.title == "A title")
        #expect(summary.content == "Some content.")
        #expect(summary.callbackURL == GatewayFixture.allowed)
        #expect(summary.timestamp == GatewayFixture.now.seconds)
        #expect(summary.senderID == .text("wp-17"))
        #expect(summary.input == Array(#"{"title":"A title","content":"Some content."}"#.utf8))
    }

    @Test(arguments: [
        ("\"17\"", #"{"post_id":7,"job_id":"17"}"#), ("17", #"{"post_id":7,"job_id":17}"#),
        ("-9223372036854775808", #"{"post_id":7,"job_id":-9223372036854775808}"#), ("null", #"{"post_id":7}"#),
    ])
    func echoesTheSendersIDWithItsType(id: String, echo: String) throws {
        #expect(try read(["job_id": id]).echo == echo)
    }

    @Test func withoutAnIDOnlyThePostIsEchoed() throws {
        #expect(try read().echo == #"{"post_id":7}"#)
    }

    @Test(
        arguments: [
            ("post_id", ["\"7\"", "7.0", "7e0", "null", "true", "[]", "9223372036854775808", nil]),
            ("title", ["7", "null", "[]", nil]), ("content", ["7", "null", "{}", nil]),
            ("callback_url", ["7", "null", nil]), ("timestamp", ["\"1790000000\"", "1790000000.5", "null", nil]),
            ("job_id", ["\"\"", "1.5", "true", "[]", "{}", "\"a\\nb\"", "99999999999999999999"]),
        ] as [(String, [String?])]
    )
    func everyMemberHasOneType(name: String, values: [String?]) {
        for value in values {
            #expect(throws: JSONProblem.self, "\(name): \(value ?? "absent")") { try read([name: value]) }
        }
    }

    @Test func contentIsCutByCodePoints() throws {
        // A flag is two code points and one character; the cut may go through it.
        let flags = String(repeating: "🇩🇪", count: 2_500)
        let summary = try read(["content": "\"x\(flags)\""])
        #expect(summary.content.unicodeScalars.count == 4_000)
        #expect(summary.content.unicodeScalars.elementsEqual(("x" + flags).unicodeScalars.prefix(4_000)))
        let exact = String(repeating: "é", count: 4_000)
        #expect(try read(["content": "\"\(exact)\""]).content == exact)
    }

    @Test func lengthsAreBounded() throws {
        let long = String(repeating: "a", count: 65_536)
        for name in ["title", "callback_url", "job_id"] {
            #expect(throws: JSONProblem.self) { try read([name: "\"\(long)\""]) }
        }
        #expect(try read(["title": "\"\(long.dropLast())\""]).title.count == 65_535)
    }
}
