// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import Administration

@Suite(.timeLimit(.minutes(1)))
struct ConfigOptionTests {
    @Test(
        arguments: [
            (["list", "--config", "f", "--json"], ["list", "--json"], "f"), (["--config=f"], [], "f"),
            (["a", "--", "--config", "f"], ["a", "--", "--config", "f"], nil), (["a"], ["a"], nil),
            (["--config=a=b"], [], "a=b"),
        ] as [([String], [String], String?)]
    )
    func theFileIsTakenOutOfTheWords(_ words: [String], _ rest: [String], _ file: String?) throws {
        let found = try ConfigOption.taken(from: words)
        #expect(found.rest == rest && found.file == file)
    }

    @Test(arguments: [["--config"], ["--config="], ["--config", "a", "--config=b"]])
    func halfAnOptionIsMisuse(_ words: [String]) {
        #expect(throws: UsageError.self) { try ConfigOption.taken(from: words) }
    }

    @Test(
        arguments: [
            (["--site", "a"], "a"), (["x", "--site=b"], "b"), (["--site"], nil), (["--", "--site", "a"], nil),
            ([], nil),
        ] as [([String], String?)]
    )
    func theSiteIsFoundWhereverItStands(_ words: [String], _ site: String?) {
        #expect(ConfigOption.site(in: words) == site)
    }
}
