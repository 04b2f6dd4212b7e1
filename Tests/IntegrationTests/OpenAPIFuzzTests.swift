// SPDX-License-Identifier: Apache-2.0
import Foundation
import JSON
import StandIns
import Testing
import Waiting

/// The document against a real host, by schemathesis: requests that fit it and requests that do not, made from the
/// document alone, and jobs followed through the links between their operations.
@Suite(.timeLimit(.minutes(5)), .serialized)
struct OpenAPIFuzzTests {
    /// Where `scripts/setup test` puts it.
    private static let program = Built.repository + "/.build/schemathesis/bin/schemathesis"

    @Test(
        .enabled(if: FileManager.default.isExecutableFile(atPath: program), "scripts/setup test installs schemathesis")
    )
    func everyAnswerIsAsTheDocumentSays() async throws {
        try await withTestFolder { folder in
            try await withHost(TestHost(folder: folder)) { host in
                let file = folder + "/openapi.json"
                try Data(try narrowed().bytes).write(to: URL(filePath: file))
                // A time that is too far ahead fits the document, which cannot know the clock.
                let configuration = """
                    [checks]
                    positive_data_acceptance.expected-statuses = ["2xx", "401", "403", "404", "409", "422"]
                    """
                try configuration.write(toFile: folder + "/schemathesis.toml", atomically: true, encoding: .utf8)
                let run = try await RunningProgram.run(
                    [
                        // It keeps what it found in the folder that it is started in.
                        "env", "--chdir=" + folder, Self.program, "run", file, "--url",
                        "http://127.0.0.1:\(host.port)", "--checks", "all",
                        "--header", "Authorization: Bearer \(TestHost.operatorToken)", "--max-examples", "25",
                        "--seed", "7", "--no-color", "--request-timeout", "25", "--generation-database", "none",
                        // `GET /v1/events` may wait for 20 s.
                        "--max-response-time", "25",
                    ],
                    environment: ["PATH": "/usr/bin:/bin", "HOME": folder, "NO_COLOR": "1"],
                    folder: folder
                )
                #expect(run.status == 0, "\(run.output.suffix(6_000))\n\(run.errors.suffix(2_000))")
                #expect(run.output.contains("Selected: 19/19"), "\(run.output.suffix(2_000))")
                // What it sent went deep enough to make jobs.
                let jobs = try await host.command("jobs", "list", "--json", "--limit", "1000").output
                #expect(try JSONDecoder().decode([ListedJob].self, from: Data(jobs.utf8)).count > 10)
            }
        }
    }

    /// The document with what only this host knows in it: its one site, and a task type with its input.
    private func narrowed() throws -> JSONValue {
        let bytes = Array(try Data(contentsOf: URL(filePath: Built.repository + "/docs/openapi.json")))
        let document = try #require(JSONValue(parsing: bytes).object)
        var components = try #require(document["components"]?.object)
        var schemas = try #require(components["schemas"]?.object)
        var submission = try #require(schemas["Submission"]?.object)
        var properties = try #require(submission["properties"]?.object)
        let own = [
            "task": #"{"const":"post_summary"}"#, "site": #"{"enum":["default",null]}"#,
            "input": """
            {"type":"object","required":["title","content"],
            "properties":{"title":{"type":"string"},"content":{"type":"string"}}}
            """,
        ]
        for (name, schema) in own { properties[name] = try JSONValue(parsing: Array(schema.utf8)) }
        submission["properties"] = .object(properties)
        schemas["Submission"] = .object(submission)
        components["schemas"] = .object(schemas)
        var narrowed = document
        narrowed["components"] = .object(components)
        return .object(narrowed)
    }
}
