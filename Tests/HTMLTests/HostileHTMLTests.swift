// SPDX-License-Identifier: Apache-2.0
import DocumentModel
import HTMLFormat
import Testing

@Suite("Hostile HTML ends soon", .timeLimit(.minutes(2)))
struct HostileHTMLTests {
    @Test("200,000 elements inside one another are refused")
    func depth() {
        let taken = ContinuousClock().measure {
            let error = #expect(throws: ReadingError.self) { try html(String(repeating: "<div>", count: 200_000)) }
            #expect(error?.code == .tooLarge)
        }
        #expect(taken < .seconds(10))
    }

    @Test("an element with hundreds of thousands of attributes is refused")
    func attributes() {
        let many = (0..<300_000).map { "a\($0)=1" }.joined(separator: " ")
        let taken = ContinuousClock().measure {
            let error = #expect(throws: ReadingError.self) { try html("<p \(many)>x</p>") }
            #expect(error?.code == .tooLarge)
        }
        #expect(taken < .seconds(10))
    }

    @Test("wide spans are refused by the number of cells")
    func spans() {
        var limits = ReadingLimits()
        limits.cells = 100_000
        let error = #expect(throws: ReadingError.self) {
            try html(
                "<table>" + String(repeating: "<tr><td colspan=1000 rowspan=60000>x</td></tr>", count: 1000),
                limits: limits
            )
        }
        #expect(error?.code == .tooLarge)
    }

    @Test(
        "repeated pieces take time in proportion",
        arguments: [
            "<p>", "</b>", "<b></i>", "<!--", "<a b", "&", "<table>", "<li>", "<style>a{", "<td>x", "<h1>x</h1>", "<",
            "a ", "<br>",
            "</", "<p style='display:none'>a</p>", "<![CDATA[", "<script>", "<title>",
        ]
    )
    func repeated(_ piece: String) {
        let text = String(repeating: piece, count: 50_000)
        let taken = ContinuousClock().measure { _ = try? html(text) }
        #expect(taken < .seconds(20))
    }

    @Test("a line of 4 MB becomes paragraphs of bounded length")
    func line() throws {
        let document = try html("<p>" + String(repeating: "word ", count: 800_000))
        #expect(document.blocks.count >= 3)
    }

    @Test(
        "every beginning of a page, and bytes changed at random, end in blocks or an error",
        arguments: 1...30 as ClosedRange<UInt64>
    )
    func damaged(_ seed: UInt64) {
        let page = Array(
            "<html><head><title>t</title><style>.a{display:none}</style></head><body class=a><ul><li>x<table><tr><td rowspan=3>y</table></ul><pre>z &eacute;</pre></body></html>"
                .utf8
        )
        var state = seed &* 0x9E37_79B9_7F4A_7C15 | 1
        for end in stride(from: 0, through: page.count, by: 5) {
            var bytes = Array(page[..<end])
            for _ in 0..<3 where !bytes.isEmpty {
                state ^= state << 13
                state ^= state >> 7
                state ^= state << 17
                bytes[Int(state % UInt64(bytes.count))] = UInt8(truncatingIfNeeded: state >> 32)
            }
            do { _ = try html(bytes) } catch { #expect(error is ReadingError) }
        }
    }
}
