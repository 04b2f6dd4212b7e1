// SPDX-License-Identifier: Apache-2.0
import DocumentModel
import PlainFormats
import Testing

@Suite("Separated values as a table", .timeLimit(.minutes(1)))
struct DelimitedTests {
    private func rows(_ text: String) -> [[String]] {
        guard case .table(let table)? = separated(text).blocks.first else { return [] }
        return table.rows
    }

    @Test("commas, semicolons, tabs and bars", arguments: [",", ";", "\t", "|"])
    func delimiters(_ delimiter: String) {
        let text = [["a", "b", "c"], ["1", "2", "3"], ["4", "5", "6"]].map { $0.joined(separator: delimiter) }.joined(
            separator: "\r\n"
        )
        #expect(rows(text) == [["a", "b", "c"], ["1", "2", "3"], ["4", "5", "6"]])
    }

    @Test("quotation marks keep delimiters, line feeds and marks")
    func quotes() {
        #expect(
            rows("a,b\n\"x, y\",\"say \"\"hi\"\"\"\n\"two\nlines\",z\n") == [
                ["a", "b"], ["x, y", "say \"hi\""], ["two\nlines", "z"],
            ]
        )
    }

    @Test("a mark that is never closed is a letter")
    func unclosed() {
        #expect(rows("a,b\n\"x,y\n1,2\n") == [["a", "b"], ["\"x", "y"], ["1", "2"]])
    }

    @Test("sep= says the delimiter; decimal commas do not mislead")
    func dialects() {
        #expect(rows("sep=;\na,x;b\n1;2\n") == [["a,x", "b"], ["1", "2"]])
        #expect(rows("a;b\n1,5;2,5\n3,5;4,5\n") == [["a", "b"], ["1,5", "2,5"], ["3,5", "4,5"]])
    }

    @Test("the first row names the columns where it holds names")
    func header() {
        let hasHeader = { (text: String) -> Bool? in
            if case .table(let table)? = separated(text).blocks.first { table.hasHeader } else { nil }
        }
        #expect(hasHeader("name,year\nx,1\ny,2\n") == true)
        #expect(hasHeader("1,2\n3,4\n") == false)
        #expect(hasHeader("a,a\n3,4\n") == false)
    }

    @Test("prose is no table, and a table is one")
    func kinds() {
        let prose = Array(
            "Dear Sir,\nI write, as you asked, about the fox.\nIt jumps, it runs, it sleeps.\nYours, a friend.\n".utf8
        )
        #expect(TextKind.of(prose, hint: nil) == .plain)
        let table = Array("id,name,year\n1,alpha,1999\n2,beta,2001\n3,gamma,2002\n4,delta,2003\n".utf8)
        #expect(TextKind.of(table, hint: nil) == .delimited)
        #expect(TextKind.of(Array("# A\n\n[b](c)\n".utf8), hint: nil) == .markdown)
        #expect(TextKind.of(Array("# A\n\n[b](c)\n".utf8), hint: .plain) == .plain)
    }

    @Test("cells are bounded, and marks without end take time in proportion")
    func bounded() {
        var limits = ReadingLimits()
        limits.cells = 10
        let cut = separated(String(repeating: "1,2\n", count: 100), limits: limits)
        guard case .table(let table)? = cut.blocks.first else { Issue.record("no table"); return }
        #expect(table.rows.count == 5)
        #expect(cut.warnings.count == 1)
        let taken = ContinuousClock().measure {
            _ = separated(String(repeating: "\"a,", count: 300_000))
            _ = separated(String(repeating: "\"\"", count: 500_000))
            _ = separated(String(repeating: ",", count: 1_000_000))
        }
        #expect(taken < .seconds(30))
    }
}
