// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import Administration

@Suite(.timeLimit(.minutes(1)))
struct ArgumentsTests {
    private func parse(_ words: String...) throws -> Arguments {
        try Arguments(words, options: ["--title", "--limit"], flags: ["--json"])
    }

    @Test func optionsFlagsAndTheRest() throws {
        let found = try parse("file", "--title", "A title", "--json", "--limit=7", "more")
        #expect(found["--title"] == "A title")
        #expect(found["--limit"] == "7")
        #expect(found.has("--json"))
        #expect(found.rest == ["file", "more"])
        #expect(try parse().rest == [])
        #expect(try !parse().has("--json"))
    }

    @Test func valuesMayHoldAnything() throws {
        #expect(try parse("--title=a=b")["--title"] == "a=b")
        #expect(try parse("--title=")["--title"] == "")
        #expect(try parse("--title", "--json")["--title"] == "--json")
        #expect(try parse("-", "-x").rest == ["-", "-x"])
    }

    @Test func everythingBehindTwoDashesIsTaken() throws {
        let found = try parse("--", "--json", "--nonsense", "--")
        #expect(found.rest == ["--json", "--nonsense", "--"])
        #expect(!found.has("--json"))
    }

    @Test(
        arguments: [
            (["--nonsense"], "--nonsense is not known"), (["--title"], "--title needs a value"),
            (["--title=a", "--title", "b"], "--title is given twice"), (["--json=yes"], "--json"),
            (["--=x"], "-- is not known"),
        ]
    )
    func whatIsWrongIsNamed(_ words: [String], _ message: String) {
        let error = #expect(throws: UsageError.self) {
            try Arguments(words, options: ["--title"], flags: ["--json"])
        }
        #expect(error?.description.hasPrefix(message) == true, "\(error?.description ?? "")")
    }

    @Test func numbersAreWholeAndWithinTheirRange() throws {
        #expect(try parse("--limit", "1000").number("--limit", 1...1000) == 1000)
        #expect(try parse().number("--limit", 1...1000) == nil)
        for text in ["0", "1001", "-1", "1.0", "", "1 ", "99999999999999999999"] {
            let error = #expect(throws: UsageError.self) { try parse("--limit=\(text)").number("--limit", 1...1000) }
            #expect(error?.description.contains("from 1 to 1000") == true)
        }
    }
}
