// SPDX-License-Identifier: Apache-2.0
import Foundation
import Outbound
import Providers
import TestServers
import Testing

/// The vendors' own Python packages as judges, in the versions of `Tests/Support/requirements.txt`.
@Suite("The vendors' own packages", .enabled(if: SDK.isInstalled, "run scripts/setup test"), .timeLimit(.minutes(2)))
struct SDKTests {
    @Test("find nothing unknown, missing or of another type in any request")
    func requests() async throws {
        let bodies = NSTemporaryDirectory() + "requests-\(UUID().uuidString).jsonl"
        defer { try? FileManager.default.removeItem(atPath: bodies) }
        try await ChildServer.with("fake_provider.py", ["--key", keyText, "--bodies", bodies]) { server in
            let client = try CurlClient()
            defer { client.close() }
            for api in API.allCases {
                let provider = try api.provider(client, port: server.port)
                for request in Requests.all(api) {
                    _ = try await provider.complete(request, timeout: 20)
                    _ = try await provider.complete(request, timeout: 20) { _ in }
                }
            }
        }
        try await SDK.check("requests", bodies)
    }

    @Test("read every answer, stream and error of the stand-in, so that it is none of our own making")
    func answers() async throws {
        try await ChildServer.with("fake_provider.py") { server in
            try await SDK.check("answers", "\(server.port)")
        }
    }

    @Test("would see a member that is wrong")
    func isStrict() async throws {
        let bodies = NSTemporaryDirectory() + "requests-\(UUID().uuidString).jsonl"
        defer { try? FileManager.default.removeItem(atPath: bodies) }
        let message = #"{"model":"m","max_tokens":1,"messages":[{"role":"user","content":"x"}],"temperature":1}"#
        try #"{"path":"/v1/messages","body":\#(message)}"#.write(toFile: bodies, atomically: true, encoding: .utf8)
        let failure = await #expect(throws: SDK.Misfit.self) { try await SDK.check("requests", bodies) }
        #expect(failure?.description.contains("$.temperature: unknown") == true, "\(failure?.description ?? "")")
    }
}

private enum SDK {
    struct Misfit: Error, CustomStringConvertible {
        var description: String
    }

    private static let support = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Support").path
    private static let python = support + "/../../.build/python/bin/python"

    static var isInstalled: Bool { FileManager.default.isExecutableFile(atPath: python) }

    /// - Throws: what did not fit, in the script's words.
    static func check(_ what: String, _ argument: String) async throws {
        let said = NSTemporaryDirectory() + "sdk-check-\(UUID().uuidString).txt"
        defer { try? FileManager.default.removeItem(atPath: said) }
        let script = #"exec "$0" -B "$1" "$2" "$3" > "$4" 2>&1"#
        do {
            try await ChildProcess.run(["sh", "-c", script, python, support + "/sdk_check.py", what, argument, said])
        } catch {
            throw Misfit(description: (try? String(contentsOfFile: said, encoding: .utf8)) ?? "\(error)")
        }
    }
}
