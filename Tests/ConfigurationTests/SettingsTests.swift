// SPDX-License-Identifier: Apache-2.0
import Configuration
import JSON
import Testing

/// `MORTISE_SETTINGS_FILE`.
@Suite(.timeLimit(.minutes(1)))
struct SettingsTests {
    private static let variable = ["MORTISE_SETTINGS_FILE": "/etc/mortise/settings.json"]

    private func file(_ text: String) -> [String: String] { ["/etc/mortise/settings.json": text] }

    @Test func areReadByTaskType() throws {
        let text = #"{"post_summary":{"words":80},"custom_prompt":{"prompts":{"teaser":{"prompt":"x"}}}}"#
        let found = try read(Self.variable, files: file(text))
        #expect(found.site.settings.names == ["custom_prompt", "post_summary"])
        #expect(found.site.settings["post_summary"]?["words"]?.number?.integer == 80)
        #expect(found.site.settings["other"] == nil)
        #expect(found.warnings == [])
        #expect(try read().site.settings.names == [])
    }

    @Test func lieOverWhatAContractSets() throws {
        let settings = try read(Self.variable, files: file(#"{"post_summary":{"tone":"formal"}}"#)).site.settings
        func over(_ text: String) -> String {
            String(decoding: settings.over(Array(text.utf8), for: "post_summary"), as: UTF8.self)
        }
        #expect(over(#"{"words":120}"#) == #"{"words":120,"tone":"formal"}"#)
        #expect(over(#"{"tone":"x"}"#) == #"{"tone":"formal"}"#)
        #expect(settings.over(Array("{}".utf8), for: "other") == Array("{}".utf8))
    }

    @Test(arguments: [
        ("{\n \"a\": {},\n \"b\": tru\n}", "line 3"), ("[]", "no JSON object"), ("", "line 1"),
        (#"{"post_summary":80}"#, "`post_summary`"), (#"{"a":{},"a":{}}"#, "twice"),
    ])
    func areRefusedWithFileAndPlace(_ text: String, _ word: String) {
        let found = problems(Self.variable, files: file(text))
        #expect(found.map(\.name) == ["MORTISE_SETTINGS_FILE"])
        #expect(found.first?.trouble.contains(word) == true, "\(found)")
        #expect(found.first?.trouble.contains("/etc/mortise/settings.json") == true)
        #expect(found.first?.remedy.isEmpty == false)
    }

    @Test func aMissingOrHugeFileIsRefused() {
        #expect(problems(Self.variable).map(\.name) == ["MORTISE_SETTINGS_FILE"])
        let huge = #"{"a":{"b":""# + String(repeating: "x", count: 1 << 20) + #""}}"#
        #expect(problems(Self.variable, files: file(huge)).first?.trouble.contains("1024 KiB") == true)
    }

    @Test func secretsAreWarnedOf() throws {
        let text = #"{"custom_prompt":{"api_key":"sk-1","max_tokens":5,"prompts":{}},"x":{"apiToken":"t"}}"#
        let warnings = try read(Self.variable, files: file(text)).warnings
        #expect(warnings.count == 2)
        #expect(warnings.first?.contains("custom_prompt.api_key") == true)
        #expect(!warnings.joined().contains("sk-1"))
    }
}
