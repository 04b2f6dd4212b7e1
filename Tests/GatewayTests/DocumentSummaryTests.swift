// SPDX-License-Identifier: Apache-2.0
import JSON
import Jobs
import Testing

@testable import Gateway

/// Contract B's body: what is read of it, and what is refused with which words.
@Suite(.timeLimit(.minutes(1)))
struct DocumentSummaryTests {
    private func problem(_ body: [UInt8]) -> String? {
        do throws(JSONProblem) {
            _ = try DocumentSummary(body: body)
            return nil
        } catch {
            return error.message
        }
    }

    private func problem(_ members: [String: String?]) -> String? { problem(GatewayFixture.document(members)) }

    @Test func everyMemberIsRead() throws {
        let body = try DocumentSummary(body: GatewayFixture.document())
        #expect(body.attachmentID == 12)
        #expect(body.fileURL == "https://blog.example/uploads/report.pdf")
        #expect(body.site == "https://blog.example")
        #expect(body.callbackURL == GatewayFixture.allowed)
        #expect(body.timestamp == GatewayFixture.now.seconds)
        #expect(body.input == Array(#"{"file_url":"https://blog.example/uploads/report.pdf"}"#.utf8))
    }

    /// PHP escapes slashes and everything outside ASCII, Python separates by blanks.
    @Test func sendersWriteTheSameDifferently() throws {
        let php = #"""
            {"attachment_id":12,"file_url":"https:\/\/blog.example\/Gr\u00f6\u00dfe-\ud83d\ude80.pdf","site":"","callback_url":"c","ts":1}
            """#
        let python = #"""
            {"ts": 1, "callback_url": "c", "site": "", "file_url": "https://blog.example/Größe-🚀.pdf", "attachment_id": 12, "extra": [{}]}
            """#
        let (one, other) = (
            try DocumentSummary(body: Array(php.utf8)), try DocumentSummary(body: Array(python.utf8))
        )
        #expect(one == other)
        #expect(one.fileURL == "https://blog.example/Größe-🚀.pdf")
        #expect(try JSONValue(parsing: one.input).object?["file_url"]?.string == one.fileURL)
    }

    @Test(arguments: ["attachment_id", "file_url", "site", "callback_url", "ts"])
    func noMemberMayBeMissing(_ name: String) {
        let isNumber = ["attachment_id", "ts"].contains(name)
        #expect(problem([name: nil as String?]) == "\(name) must be \(isNumber ? "an integer" : "a string")")
    }

    @Test(
        arguments: ["attachment_id", "ts"],
        [
            "\"12\"", "12.0", "1e3", "12.5", "null", "true", "[12]", "{}", "9223372036854775808",
            "-9223372036854775809",
        ]
    )
    func aNumberIsAnIntegerOf64Bits(_ name: String, _ value: String) {
        #expect(problem([name: value]) == "\(name) must be an integer")
    }

    @Test(arguments: ["0", "-1", "9223372036854775807", "-9223372036854775808"])
    func everyIntegerOf64BitsIsOne(_ value: String) throws {
        let body = try DocumentSummary(body: GatewayFixture.document(["attachment_id": value, "ts": value]))
        #expect(String(body.attachmentID) == value && String(body.timestamp) == value)
    }

    @Test(arguments: ["file_url", "site", "callback_url"], ["12", "null", "false", "[]", "{}"])
    func aTextIsAString(_ name: String, _ value: String) {
        #expect(problem([name: value]) == "\(name) must be a string")
    }

    @Test(arguments: [("file_url", 8_192), ("callback_url", 8_192), ("site", 2_048)])
    func textsHaveABound(_ name: String, _ limit: Int) {
        // In bytes, not in characters.
        let unit = "é"
        let most = String(repeating: unit, count: limit / 2)
        #expect(problem([name: "\"\(most)\""]) == nil)
        #expect(problem([name: "\"\(most)x\""]) == "\(name) is longer than \(limit) bytes")
    }

    @Test(
        arguments: [
            "", " ", "[]", "12", "null", "\"x\"", "{", "{}x", "{\"ts\":1,\"ts\":1}", "{\"site\":\"\\ud800\"}",
            "{\"site\":\"\u{0}\"}", "\u{FEFF}{}", "{\"a\":" + String(repeating: "[", count: 70),
        ]
    )
    func whatIsNoObjectIsRefused(_ text: String) { #expect(problem(Array(text.utf8)) != nil) }

    @Test func bytesThatAreNoTextAreRefused() {
        var body = GatewayFixture.document(["site": "\"\u{1}\""])
        #expect(problem(body) != nil)
        body = GatewayFixture.document(["site": "\"X\""])
        if let place = body.firstIndex(of: UInt8(ascii: "X")) { body[place] = 0xFF }
        #expect(problem(body) != nil)
    }

    @Test func everyTruncationIsRefused() {
        let body = GatewayFixture.document()
        for count in body.indices { #expect(problem(Array(body.prefix(count))) != nil, "\(count)") }
    }

    @Test func theRetriesAreTheContracts() {
        let retry = DocumentSummary.retry()
        #expect(retry.attempts == 4 && retry.isEvenlySpaced && retry.baseDelay == 30)
        #expect(retry.softTimeout == 570 && retry.hardTimeout == 600)
        #expect(DocumentSummary.retry(hardTimeout: 60).softTimeout == 57)
    }
}
