// SPDX-License-Identifier: Apache-2.0
import Foundation
import JSON
import StandIns
import Testing
import Waiting

/// Jobs of any task type through a real host: `POST /v1/jobs`, `mortise submit --task`, `custom_prompt`.
@Suite(.timeLimit(.minutes(3)), .serialized)
struct NativeSubmitTests {
    private static let form = """
        "response_format":{"type":"json_schema","json_schema":{"name":"n","schema":\
        {"type":"object","required":["n"],"properties":{"n":{"type":"integer"}}}}}
        """

    private static var modules: [String: String] {
        ["MORTISE_MODULES": Built.summarize + ":" + Built.customPrompt]
    }

    /// Submits and waits; the job as the host shows it.
    private func submit(
        _ host: TestHost,
        _ task: String,
        _ input: String,
        settings: String? = nil,
        _ more: String...
    ) async throws -> (status: Int32, job: JSONObject, errors: String) {
        let file = "\(host.folder)/\(UUID().uuidString).json"
        try input.write(toFile: file, atomically: true, encoding: .utf8)
        var words = ["submit", "--task", task, "--input", file, "--wait", "--json"] + more
        if let settings {
            try settings.write(toFile: file + ".settings", atomically: true, encoding: .utf8)
            words += ["--settings", file + ".settings"]
        }
        let done = try await host.command(words)
        let job = (try? JSONValue(parsing: Array(done.output.utf8)))?.object ?? JSONObject()
        return (done.status, job, done.errors)
    }

    @Test func answersThatFitFitLaterAndNeverFit() async throws {
        try await withTestFolder { folder in
            let model = try AnsweringModel.start { question, before in
                if question.contains("never") { return #"{"n":"private"}"# }
                if question.contains("later"), before == 0 { return "I would say one." }
                return "```json\n{\"n\": 1}\n```"
            }
            let host = TestHost(folder: folder, Self.modules.merging(model.environment) { $1 })
            try await withHost(host) { host in
                let fits = try await submit(host, "custom_prompt", #"{"prompt":"at once",\#(Self.form)}"#)
                #expect(fits.status == 0, "\(fits)")
                let result = fits.job["result"]?.object
                #expect(result?["json"]?.object?["n"]?.number?.integer == 1)
                #expect(result?["model"] == .string("answering-1") && result?["attempts"]?.number?.integer == 1)
                #expect(fits.job["provenance"]?.object?["models"] == .array([.string("answering-1")]))

                let later = try await submit(host, "custom_prompt", #"{"prompt":"later",\#(Self.form)}"#)
                #expect(later.job["result"]?.object?["attempts"]?.number?.integer == 2, "\(later)")

                let never = try await submit(host, "custom_prompt", #"{"prompt":"never",\#(Self.form)}"#)
                #expect(never.status == 1)
                let error = never.job["error"]?.object
                #expect(never.job["state"] == .string("failed") && error?["code"] == .string("answer_misfit"))
                #expect(error?["message"]?.string?.contains("/n: expected a whole number") == true)
                #expect(never.job["attempts"]?.number?.integer == 1)
                #expect(model.asked.count == 1 + 2 + 3)
            }
        }
    }

    @Test func aSitesSettingsHoldWhereTheJobSaysNothing() async throws {
        try await withTestFolder { folder in
            let model = try AnsweringModel.start { question, _ in "Answer to: \(question)" }
            let file = folder + "/settings.json"
            try """
            {"post_summary":{"words":33},
             "custom_prompt":{"prompts":{"teaser":{"prompt":"A {{tone}} teaser.","variables":{"tone":"dry"}}}}}
            """.write(toFile: file, atomically: true, encoding: .utf8)
            let variables = Self.modules.merging(model.environment) { $1 }.merging(["MORTISE_SETTINGS_FILE": file]) {
                $1
            }
            try await withHost(TestHost(folder: folder, variables)) { host in
                let teaser = try await submit(host, "custom_prompt", #"{"prompt":"@teaser"}"#)
                #expect(teaser.job["result"]?.object?["text"] == .string("Answer to: A dry teaser."), "\(teaser)")
                let unknown = try await submit(host, "custom_prompt", #"{"prompt":"@teazer"}"#)
                #expect(unknown.job["error"]?.object?["message"]?.string?.contains("`teaser`") == true)

                let post = #"{"title":"T","content":"Some text."}"#
                let site = try await submit(host, "post_summary", post)
                #expect(site.job["result"]?.object?["summary"]?.string?.contains("33-word") == true, "\(site)")
                let job = try await submit(host, "post_summary", post, settings: #"{"words":44}"#)
                #expect(job.job["result"]?.object?["summary"]?.string?.contains("44-word") == true, "\(job)")

                // A site's word counts more than the contract's own for the posts that it sends.
                let sink = try CallbackSink.start()
                let text = folder + "/post.txt"
                try "Some text.".write(toFile: text, atomically: true, encoding: .utf8)
                let sent = try await host.command("submit", text, "--callback", sink.url, "--wait")
                #expect(sent.output.contains("33-word"), "\(sent)")
            }
        }
    }

    @Test func theSameKeyIsTheSameJobAlsoAfterAKill() async throws {
        try await withTestFolder { folder in
            try await withHost(TestHost(folder: folder, Self.modules)) { host in
                let input = #"{"prompt":"Read this: {{document text}}","variables":{"text":"One sentence. Another."}}"#
                let first = try await submit(host, "custom_prompt", input, settings: nil, "--key", "mine")
                #expect(first.status == 0, "\(first)")
                #expect(first.job["result"]?.object?["text"]?.string?.contains("One sentence.") == true)
                #expect(first.job["result"]?.object?["model"] == .string("extractive-3"))
                try await host.killNow()
                try await host.start()
                let second = try await submit(
                    host,
                    "custom_prompt",
                    #"{"prompt":"other"}"#,
                    settings: nil,
                    "--key",
                    "mine"
                )
                #expect(second.job["id"] == first.job["id"])
                let list = try await host.command("jobs", "list", "--json")
                #expect(try JSONValue(parsing: Array(list.output.utf8)).array?.count == 1)
            }
        }
    }

    /// Somebody who has a site's token and nothing else: no operator's token, no data directory, no configuration.
    @Test func aSitesOwnTokenIsEnough() async throws {
        try await withTwoSites { host, pair in
            let input = host.folder + "/post.json"
            try #"{"title":"T","content":"One sentence. Two."}"#.write(toFile: input, atomically: true, encoding: .utf8)
            let one = host.folder + "/one.token"
            try (pair.sites[0].token + "\n").write(toFile: one, atomically: true, encoding: .utf8)
            func submit(_ more: [String], _ variables: [String: String] = [:]) async throws -> (Int32, String, String) {
                var environment = ["PATH": "/usr/bin:/bin", "HOME": host.folder + "/nobody"]
                environment["MORTISE_LISTEN"] = "127.0.0.1:\(host.port)"
                environment.merge(variables) { $1 }
                let words = ["submit", "--task", "post_summary", "--input", input]
                let done = try await RunningProgram.run(
                    [Built.mortise] + words + more,
                    environment: environment,
                    folder: host.folder
                )
                return (done.status, done.output, done.errors)
            }
            let filed = try await submit(["--token-file", one, "--wait", "--json"])
            #expect(filed.0 == 0, "\(filed)")
            let job = try #require((try? JSONValue(parsing: Array(filed.1.utf8)))?.object)
            #expect(job["site"] == .string("one") && job["state"] == .string("succeeded"))
            let named = try await submit(["--site", "two", "--wait"], ["MORTISE_TOKEN": pair.sites[1].token])
            #expect(named.0 == 0 && named.1.contains("One sentence."), "\(named)")
            let byFile = try await submit(["--site", "one"], ["MORTISE_TOKEN_FILE": one])
            #expect(byFile.0 == 0, "\(byFile)")
            // Of another site it opens nothing; a given one that cannot be had is not replaced by the operator's.
            let other = try await submit(["--site", "two", "--token-file", one])
            #expect(other.0 == 1 && other.2.contains("there is no such site"), "\(other)")
            let operators = ["MORTISE_OPERATOR_TOKEN": TestHost.operatorToken]
            let none = try await submit(["--site", "one", "--token-file", host.folder + "/none"], operators)
            #expect(none.0 == 64 && none.2.contains(host.folder + "/none"), "\(none)")
            let gone = try await submit(["--site", "one"], operators.merging(["MORTISE_TOKEN_FILE": "/none"]) { $1 })
            #expect(gone.0 == 78 && gone.2.contains("MORTISE_TOKEN_FILE"), "\(gone)")
            // With nothing at all, every way is named.
            let nothing = try await submit(["--site", "one"])
            #expect(nothing.0 == 64, "\(nothing)")
            for name in ["MORTISE_TOKEN", "MORTISE_OPERATOR_TOKEN", "MORTISE_DATA", "--token-file"] {
                #expect(nothing.2.contains(name), "\(nothing)")
            }
            #expect(try await submit(["--site", "one"], operators).0 == 0)
        }
    }

    @Test func whatCannotRunIsRefusedInWords() async throws {
        try await withTestFolder { folder in
            try await withHost(TestHost(folder: folder, Self.modules)) { host in
                let unknown = try await submit(host, "translate", "{}")
                #expect(
                    unknown.status == 1 && unknown.errors.contains("there are: custom_prompt, post_summary"),
                    "\(unknown)"
                )
                let unfit = try await submit(host, "custom_prompt", #"{"prompt":"x","temperature":"hot"}"#)
                #expect(
                    unfit.status == 1 && unfit.errors.contains("/temperature: expected null or a number"),
                    "\(unfit)"
                )
                let noJSON = try await submit(host, "custom_prompt", "{\n\"prompt\": oops}")
                #expect(noJSON.status == 66 && noJSON.errors.contains("line 2"), "\(noJSON)")
                // The built-in provider writes sentences.
                let json = try await submit(host, "custom_prompt", #"{"prompt":"x",\#(Self.form)}"#)
                #expect(json.job["error"]?.object?["code"] == .string("unsupported_answer_schema"), "\(json)")
                #expect(try await host.command("submit", "--task", "x").status == 64)
            }
        }
    }

    @Test func badSettingsKeepTheHostFromStarting() async throws {
        try await withTestFolder { folder in
            let file = folder + "/settings.json"
            try "{\n  \"post_summary\": {\"words\": 80,}\n}".write(toFile: file, atomically: true, encoding: .utf8)
            let result = try await TestHost(folder: folder, ["MORTISE_SETTINGS_FILE": file]).command("serve")
            #expect(result.status == 78)
            for word in ["MORTISE_SETTINGS_FILE", file, "line 2"] { #expect(result.errors.contains(word), "\(result)") }
        }
    }
}
