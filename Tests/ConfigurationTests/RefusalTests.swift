// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import Configuration

/// Everything that is refused is refused by name, with a remedy, and without showing a secret.
@Suite(.timeLimit(.minutes(1)))
struct RefusalTests {
    @Test(
        arguments: [
            ("AI_JOBS_HMAC_SECRET", ["", "changeme", "CHANGEME-please", "replace-with-openssl", "<secret>"]),
            ("WP_CALLBACK_AUTH", ["", "no colon", "<user>:<password>"]),
            ("WP_ALLOWED_CALLBACKS", ["", "http://blog.example.org", "10.0.0.0/33"]),
            (
                "MORTISE_LISTEN",
                ["8080", "localhost:8080", "127.0.0.1", "127.0.0.1:65536", "127.0.0.1:-1", ":8080", "::"]
            ),
            ("MORTISE_DATA", ["relative", "./data"]),
            ("MORTISE_SITE", ["Ups", "a/b", "..", String(repeating: "a", count: 65)]),
            ("MORTISE_FRESHNESS", ["300", "0s", "-1s", "31536001s", "on", "s", "9223372036854775808s"]),
            ("MORTISE_WEBHOOK_SECRET", ["plain", "whsec_", "whsec_AAAA", "<whsec>"]),
            ("MORTISE_OPERATOR_TOKEN", ["changeme"]),
            ("MORTISE_MODULES", [":", "::"]),
            (
                "MORTISE_MODULE_FILES",
                [
                    "data", "/srv/../etc", "/srv//a", "/srv/./a", "/", "/proc", "/proc/self", "/sys", "/dev/shm",
                    "/run",
                    "/srv/a:etc", "/var/lib", "/var/lib/mortise/modules",
                ]
            ),
            ("MORTISE_MODULE_MEMORY", ["-1", "1048577", "2G", "1e3"]),
            ("MORTISE_MODULE_USER", ["0", "-1", "4294967295", "nobody"]),
            ("MORTISE_JOBS_PER_MINUTE", ["-1", "1000001", "many"]),
            ("MORTISE_DRAIN", ["-1", "3601", "20s"]),
            ("OPENAI_API_KEY", ["<key>", "replace-with-your-key"]),
        ]
    )
    func aBadValueIsRefusedByName(_ name: String, _ values: [String]) {
        for value in values {
            let found = problems([name: value], facts: root)
            #expect(found.map(\.name) == [name], "\(value): \(found)")
            #expect(found.allSatisfy { !$0.trouble.isEmpty && !$0.remedy.isEmpty })
        }
    }

    @Test(arguments: ["ftp://example.org", "no url", "https://user:sk-secret@example.org/v1"])
    func aBadProviderURLIsRefusedWithoutShowingIt(_ url: String) {
        let found = problems(["OPENAI_API_KEY": "sk-key", "OPENAI_BASE_URL": url])
        #expect(found.map(\.name) == ["OPENAI_BASE_URL"])
        #expect(!"\(found)".contains("sk-"))
    }

    @Test func noHomeFolderIsSaid() {
        let found = problems([:], facts: MachineFacts(isRoot: false, home: nil, programFolder: "/"))
        #expect(found.map(\.name) == ["MORTISE_DATA"])
    }

    /// A person sees all of it at once, whatever else is missing.
    @Test func everyProblemAtOnce() {
        let bad = [
            "AI_JOBS_HMAC_SECRET": "", "WP_CALLBACK_AUTH": "", "WP_ALLOWED_CALLBACKS": "", "MORTISE_LISTEN": "x",
            "MORTISE_SITE": "/", "MORTISE_FRESHNESS": "x", "MORTISE_WEBHOOK_SECRET": "x", "MORTISE_DRAIN": "x",
            "MORTISE_DATA": "x", "MORTISE_MODULE_MEMORY": "x", "MORTISE_MODULE_USER": "x",
            "MORTISE_JOBS_PER_MINUTE": "x", "MORTISE_MODULES": ":", "OPENAI_API_KEY": "k", "OPENAI_BASE_URL": "x",
        ]
        var expected = Set(bad.keys)
        expected.remove("OPENAI_API_KEY")
        let found = problems(bad, facts: root)
        #expect(Set(found.map(\.name)) == expected)
        #expect(found.count == expected.count)
    }

    @Test(arguments: [
        "AI_JOBS_HMAC_SECRET", "WP_CALLBACK_AUTH", "MORTISE_OPERATOR_TOKEN", "OPENAI_API_KEY", "MORTISE_WEBHOOK_SECRET",
    ])
    func aVariableAndItsFileExcludeEachOther(_ name: String) {
        let found = problems([name: "sk:one", name + "_FILE": "/f"], files: ["/f": "sk:two"])
        #expect(found.map(\.name) == [name])
        #expect(found.first?.trouble.contains("\(name)_FILE") == true)
    }

    @Test(arguments: ["AI_JOBS_HMAC_SECRET", "WP_CALLBACK_AUTH", "MORTISE_OPERATOR_TOKEN", "OPENAI_API_KEY"])
    func aFileThatCannotBeReadIsNamed(_ name: String) {
        // Somebody may have put the secret itself there: it is not repeated.
        let found = problems([name: "", name + "_FILE": "sk:not-a-path"])
        #expect(found.map(\.name) == [name + "_FILE"])
        #expect(found.first?.trouble.contains("sk:not-a-path") == false)
    }

    @Test func anEmptyFileIsNoSecret() {
        #expect(
            problems(["AI_JOBS_HMAC_SECRET": "", "AI_JOBS_HMAC_SECRET_FILE": "/f"], files: ["/f": "\n"]).count == 1
        )
    }

    /// Every secret at once, each wrong in its own way, and none of them in what a person is shown.
    @Test func noErrorShowsASecret() {
        let secrets = [
            "AI_JOBS_HMAC_SECRET": "<TOPSECRET-1", "WP_CALLBACK_AUTH": "TOPSECRET-2",
            "OPENAI_API_KEY": "changemeTOPSECRET-3",
            "MORTISE_OPERATOR_TOKEN": "replace-with-TOPSECRET-4", "MORTISE_WEBHOOK_SECRET": "whsec_TOPSECRET-5",
            "OPENAI_BASE_URL": "https://TOPSECRET-6@x/", "REDIS_URL": "redis://:TOPSECRET-7@host",
        ]
        let error = ConfigurationError(problems: problems(secrets))
        #expect(error.problems.count >= 5)
        #expect(!error.description.contains("TOPSECRET"), "\(error.description)")
    }

    @Test func aConfigurationShowsNoSecret() throws {
        let found = try read(["OPENAI_API_KEY": "TOPSECRET", "MORTISE_OPERATOR_TOKEN": "TOPSECRET"])
        var dumped = ""
        dump(found, to: &dumped)
        #expect(!"\(found)".contains("TOPSECRET"))
        #expect(!dumped.contains("TOPSECRET"))
        #expect(!dumped.contains("abcd efgh"))
        #expect(!dumped.contains("hmac-secret"))
    }
}
