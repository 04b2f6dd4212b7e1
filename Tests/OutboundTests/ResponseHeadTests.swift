// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import Outbound

@Suite("Head of an answer", .timeLimit(.minutes(1)))
struct ResponseHeadTests {
    private func read(_ lines: String...) -> ResponseHead? {
        var head = ResponseHead()
        for line in lines where !head.take(Array((line + "\r\n").utf8)) { return nil }
        return head
    }

    @Test("lines without a colon or a name before them are nothing, blanks around values go")
    func oddLines() throws {
        let head = try #require(read("HTTP/1.1 200 OK", " stray", "no colon", "A:  b \t", "b:c:d", ": x", "\tfolded"))
        #expect(head.headers.map(\.name) == ["a", "b", ""])
        #expect(head.headers.map(\.value) == ["b", "c:d", "x folded"])
    }

    @Test(
        "one length, or none, is usable",
        arguments: [
            ([], true), (["5"], true), (["5", "5"], true), (["5", "6"], false), (["-5"], false), (["x"], false),
            ([""], false),
            (["99999999999999999999"], false), (["5, 5"], false),
        ] as [([String], Bool)]
    )
    func lengths(values: [String], isUsable: Bool) {
        var head = ResponseHead()
        for value in values { _ = head.take(Array("Content-Length: \(value)\r\n".utf8)) }
        #expect(head.hasUsableLength == isUsable)
    }

    @Test("the limit holds over all heads of one answer")
    func limit() {
        var head = ResponseHead()
        var taken = 0
        while head.take(Array("HTTP/1.1 103 Early Hints\r\n".utf8)), taken <= ResponseHead.limit { taken += 26 }
        #expect(taken <= ResponseHead.limit && taken > ResponseHead.limit - 26)
    }
}
