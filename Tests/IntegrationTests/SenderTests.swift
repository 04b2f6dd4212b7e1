// SPDX-License-Identifier: Apache-2.0
import Foundation
import StandIns
import Testing
import Waiting

/// Senders as sites run them today, PHP and Python with their own JSON and HMAC, against a real host.
@Suite(.timeLimit(.minutes(3)), .serialized)
struct SenderTests {
    private static let senders = URL(filePath: #filePath).deletingLastPathComponent().path + "/Senders"

    private func send(_ words: [String], _ host: TestHost) async throws -> String {
        let result = try await RunningProgram.run(words, environment: host.environment, folder: host.folder)
        return result.output.trimmingCharacters(in: .whitespacesAndNewlines) + result.errors
    }

    private func php(_ host: TestHost, _ sink: CallbackSink, _ job: String, _ mode: String) async throws -> String {
        let url = "http://127.0.0.1:\(host.port)/jobs"
        return try await send(["php", "\(Self.senders)/send.php", url, TestHost.secret, sink.url, job, mode], host)
    }

    private func python(_ host: TestHost, _ sink: CallbackSink, _ job: String, _ mode: String) async throws -> String {
        let words = ["\(host.port)", TestHost.secret, sink.url, job, mode]
        return try await send(["python3", "\(Self.senders)/send.py"] + words, host)
    }

    @Test func exactBytesAreAcceptedAndNothingElseIs() async throws {
        try await withTestFolder { folder in
            let sink = try CallbackSink.start()
            try await withHost(TestHost(folder: folder)) { host in
                #expect(try await php(host, sink, "php", "ok").hasPrefix(#"200 {"queued":true"#))
                #expect(try await python(host, sink, "python", "ok").hasPrefix(#"200 {"queued":true"#))
                #expect(try await python(host, sink, "utf8", "utf8").hasPrefix(#"200 {"queued":true"#))

                let badSignature = #"401 {"error":"bad signature"}"#
                #expect(try await php(host, sink, "flipped", "flip") == badSignature)
                #expect(try await python(host, sink, "flipped", "flip") == badSignature)
                #expect(try await php(host, sink, "unsigned", "unsigned") == badSignature)
                #expect(try await python(host, sink, "unsigned", "unsigned") == badSignature)
                #expect(try await python(host, sink, "stale", "stale") == #"401 {"error":"stale"}"#)
                #expect(try await php(host, sink, "get", "get") == #"405 {"error":"method"}"#)
                let truncated = try await python(host, sink, "truncated", "truncate")
                #expect(!truncated.hasPrefix("200"), "\(truncated)")

                try await eventually("three callbacks") { sink.jobs == ["php", "python", "utf8"] }
                #expect(sink.complaints == [])
                #expect(sink.all.first { $0.jobID == "php" }?.summary?.contains("👩‍🚀") == true, "\(sink.all)")
                let list = try await host.command("jobs", "list", "--json")
                #expect(try JSONDecoder().decode([ListedJob].self, from: Data(list.output.utf8)).count == 3)
            }
        }
    }

    @Test func theSameKeyIsTheSameJobAlsoAfterARestart() async throws {
        try await withTestFolder { folder in
            let sink = try CallbackSink.start()
            try await withHost(TestHost(folder: folder)) { host in
                let first = try await python(host, sink, "once", "ok")
                #expect(try await python(host, sink, "once", "ok") == first)
                try await host.killNow()
                try await host.start()
                #expect(try await python(host, sink, "once", "ok") == first)
                try await eventually("a callback") { sink.jobs == ["once"] }
                let list = try await host.command("jobs", "list", "--json")
                let jobs = try JSONDecoder().decode([ListedJob].self, from: Data(list.output.utf8))
                #expect(jobs.map(\.attempts) == [1])
            }
        }
    }

    @Test func callbacksGoOnlyWhereTheSiteAllows() async throws {
        try await withTestFolder { folder in
            let sink = try CallbackSink.start()
            try await withHost(TestHost(folder: folder, ["WP_ALLOWED_CALLBACKS": "blog.example.org"])) { host in
                let answer = try await python(host, sink, "elsewhere", "ok")
                #expect(answer.hasPrefix("403 "), "\(answer)")
                #expect(answer.contains("127.0.0.1"), "\(answer)")
            }
            #expect(sink.all.isEmpty)
        }
    }
}
