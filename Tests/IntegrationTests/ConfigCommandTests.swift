// SPDX-License-Identifier: Apache-2.0
import Foundation
import JSON
import Signing
import StandIns
import Testing
import Waiting

/// `mortise config`, `mortise keys`, and `--config` for the others.
@Suite(.timeLimit(.minutes(3)), .serialized)
struct ConfigCommandTests {
    private func run(
        _ folder: String,
        _ words: [String],
        _ environment: [String: String] = [:]
    ) async throws -> (status: Int32, output: String, errors: String) {
        try await RunningProgram.run(
            [Built.mortise] + words,
            environment: ["HOME": folder].merging(environment) { $1 },
            folder: folder
        )
    }

    private func write(_ text: String, _ file: String) throws {
        try text.write(toFile: file, atomically: true, encoding: .utf8)
        try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: file)
    }

    @Test func theExampleIsRefusedForItsPlaceholdersAndThenAccepted() async throws {
        try await withTestFolder { folder in
            let example = try await run(folder, ["config", "example"])
            #expect(example.status == 0 && example.errors.isEmpty)
            let file = folder + "/m.yaml"
            try write(example.output, file)
            let refused = try await run(folder, ["config", "check", "--config", file])
            #expect(refused.status == 78 && refused.output.isEmpty)
            #expect(refused.errors.contains("3 problems") && refused.errors.contains("\(file):"), "\(refused)")
            let real = example.output
                .replacing("hmac_secret: CHANGEME", with: "hmac_secret: \(String(repeating: "s", count: 32))")
                .replacing("CHANGEME: username:application password", with: "bot:abcd")
                .replacing("CHANGEME.example.org", with: "blog.example.org")
            try write(real, file)
            let accepted = try await run(folder, ["config", "check", "--config=" + file])
            #expect(accepted.status == 0 && accepted.output.contains("is fine: one site (blog)"), "\(accepted)")
            #expect(!accepted.output.contains("note:"))
            #expect(try await run(folder, ["config", "check"], ["MORTISE_CONFIG": file]).status == 0)
        }
    }

    @Test func machinesGetTheSameAsJSON() async throws {
        try await withTestFolder { folder in
            let file = folder + "/m.yaml"
            try write("lisen: 1\nsites:\n  - name: a\n    api_tokens: [x]\n", file)
            let found = try await run(folder, ["config", "check", "--json", "--config", file])
            #expect(found.status == 78 && found.errors.isEmpty)
            let answer = try #require(JSONValue(parsing: Array(found.output.utf8)).object)
            #expect(answer["ok"] == .bool(false) && answer["file"] == .string(file))
            let problems = try #require(answer["problems"]?.array).compactMap(\.object)
            #expect(problems.compactMap { $0["line"]?.number?.integer } == [1, 4])
            #expect(problems.compactMap { $0["key"]?.string } == ["lisen", "sites[1].api_tokens"])
            #expect(problems.allSatisfy { $0["expected"]?.string != nil && $0["remedy"]?.string?.isEmpty == false })
            try write("sites:\n  - name: a\n    api_tokens: [\"sha256:\(String(repeating: "a", count: 64))\"]\n", file)
            let fine = try await run(folder, ["config", "check", "--json", "--config", file])
            #expect(fine.status == 0 && fine.output.contains(#""sites":["a"]"#), "\(fine)")
        }
    }

    @Test func wordsThatAreNotUnderstoodAreMisuse() async throws {
        try await withTestFolder { folder in
            for words in [
                ["config"], ["config", "chek"], ["config", "check", "x"], ["config", "example", "--json"], ["keys"],
                ["keys", "new", "x"], ["keys", "old"], ["config", "check", "--config"],
                ["config", "check", "--config", "a", "--config", "b"],
            ] {
                let status = try await run(folder, words).status
                #expect(status == 64, "\(words)")
            }
        }
    }

    /// 256 random bits, and the line that goes into the file is about these and no others.
    @Test func keysAreNewAndSayWhereTheyGo() async throws {
        try await withTestFolder { folder in
            var seen: Set<String> = []
            for _ in 0..<3 {
                let made = try await run(folder, ["keys", "new"])
                let token = made.output.trimmingCharacters(in: .newlines)
                #expect(made.status == 0 && token.wholeMatch(of: /mst_[0-9a-f]{64}/) != nil)
                #expect(made.errors.contains("api_tokens: [sha256:\(hexadecimal(sha256(Array(token.utf8))))]"))
                #expect(!made.errors.contains(token), "the digest is enough")
                seen.insert(token)
            }
            #expect(seen.count == 3)
            let hmac = try await run(folder, ["keys", "new", "hmac"])
            #expect(Base64.decode(hmac.output.trimmingCharacters(in: .newlines))?.count == 32)
            let webhook = try await run(folder, ["keys", "new", "webhook", "--json"])
            let value = try JSONValue(parsing: Array(webhook.output.utf8)).object?["value"]?.string ?? ""
            #expect(StandardWebhook.key(parsing: value)?.count == 32)
        }
    }

    /// With a file, nothing needs to be in the environment of any command.
    @Test func everyCommandFindsTheHostByTheFile() async throws {
        try await withTwoSites { host, pair in
            let file = host.folder + "/mortise.yaml"
            let text = try String(contentsOfFile: file, encoding: .utf8)
            let data = try #require(host.environment["MORTISE_DATA"])
            let head = "listen: 127.0.0.1:\(host.port)\ndata: \(data)\noperator_token: \(TestHost.operatorToken)\n"
            try write(head + text, file)
            let post = host.folder + "/post.txt"
            try write("One sentence. Two sentences.", post)
            let words = [
                "submit", post, "--callback", pair.sink + "/two", "--site", "two", "--wait", "--config", file,
            ]
            let sent = try await run(host.folder, words)
            #expect(sent.status == 0, "\(sent)")
            let listed = try await run(host.folder, ["--config", file, "jobs", "list"])
            #expect(listed.status == 64, "the command comes first")
            let jobs = try await run(host.folder, ["jobs", "list", "--config", file])
            #expect(jobs.status == 0 && jobs.output.contains(" two "), "\(jobs)")
            // The secret of the one does not open the other's door: it was the one that --site names.
            try await eventually("the callback") { pair.arrivals.first?.hasPrefix("/two") == true }
        }
    }

    @Test func doctorNamesAShortSecretThatWasAccepted() async throws {
        try await withTestFolder { folder in
            let file = folder + "/m.yaml"
            let site = """
                data: \(folder)/data
                modules: {files: ["\(Built.summarize)"], host: "\(Built.moduleHost)"}
                sites:
                  - name: old
                    hmac_secret: short
                    callback_auth: "bot:abcd"
                    callbacks: [127.0.0.1]

                """
            try write(site, file)
            let refused = try await run(folder, ["doctor", "--config", file])
            #expect(refused.status == 1 && refused.output.contains("fewer than 32"), "\(refused)")
            try write(site + "    accept_short_secret: true\n", file)
            let noted = try await run(folder, ["doctor", "--config", file])
            #expect(noted.status == 0, "\(noted)")
            #expect(noted.output.contains("sites[1].hmac_secret has fewer than 32 bytes"), "\(noted)")
        }
    }
}
