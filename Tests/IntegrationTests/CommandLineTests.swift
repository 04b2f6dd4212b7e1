// SPDX-License-Identifier: Apache-2.0
import Foundation
import StandIns
import Testing
import Waiting

/// The command line as a person meets it.
@Suite(.timeLimit(.minutes(3)), .serialized)
struct CommandLineTests {
    @Test func serveWithoutConfigurationSaysWhatIsMissingAndHowToMakeIt() async throws {
        try await withTestFolder { folder in
            let result = try await RunningProgram.run(
                [Built.mortise, "serve"],
                environment: ["HOME": folder, "MORTISE_DATA": folder + "/data"],
                folder: folder
            )
            #expect(result.status == 78)
            for word in ["AI_JOBS_HMAC_SECRET", "mortise keys new", "WP_CALLBACK_AUTH", "WP_ALLOWED_CALLBACKS"] {
                #expect(result.errors.contains(word), "\(result.errors)")
            }
            #expect(!FileManager.default.fileExists(atPath: folder + "/data"))
        }
    }

    @Test func submitWaitsAndPrintsTheSummary() async throws {
        try await withTestFolder { folder in
            let sink = try CallbackSink.start()
            let file = folder + "/post.txt"
            let santa = try String(
                contentsOfFile: Built.repository + "/Examples/Posts/is-there-a-santa-claus.txt",
                encoding: .utf8
            )
            try santa.components(separatedBy: "\n\n").dropFirst().joined(separator: "\n\n")
                .write(toFile: file, atomically: true, encoding: .utf8)
            try await withHost(TestHost(folder: folder)) { host in
                let waited = try await host.command("submit", file, "--callback", sink.url, "--wait")
                #expect(waited.status == 0, "\(waited)")
                #expect(waited.output.contains("Santa Claus"))

                let queued = try await host.command("submit", file, "--callback", sink.url, "--job-id", "mine")
                let id = queued.output.trimmingCharacters(in: .whitespacesAndNewlines)
                try await eventually("the callback") { sink.jobs.contains("mine") }
                try await eventually("the delivery's record") {
                    try await host.command("jobs", "show", id).output.contains("delivered")
                }
                let shown = try await host.command("jobs", "show", id)
                for word in ["succeeded", "summarize 1.1.0", "extractive-3", "sandbox   tier", "delivered"] {
                    #expect(shown.output.contains(word), "no \(word) in\n\(shown.output)")
                }
                let listed = try await host.command("jobs", "list", "--state", "succeeded")
                #expect(listed.output.contains(id))

                let refused = try await host.command("submit", file, "--callback", "http://10.0.0.1/x")
                #expect(refused.status == 1)
                #expect(refused.errors.contains("10.0.0.1"), "\(refused.errors)")
            }
            // Reads work without a host too.
            let host = TestHost(folder: folder)
            #expect(try await host.command("jobs", "list").output.contains("succeeded"))
            #expect(try await host.command("jobs", "show", "no-such-job").status == 66)
        }
    }

    @Test func doctorFindsWhatIsWrong() async throws {
        try await withTestFolder { folder in
            let host = TestHost(folder: folder)
            let fine = try await host.command("doctor")
            #expect(fine.status == 0, "\(fine)")
            #expect(fine.output.contains("sandbox tier"))
            var environment = host.environment
            environment["WP_CALLBACK_AUTH"] = nil
            let words = [Built.mortise, "doctor"]
            let bad = try await RunningProgram.run(words, environment: environment, folder: folder)
            #expect(bad.status == 1)
            #expect(bad.output.contains("WP_CALLBACK_AUTH is not set"), "\(bad.output)")
            #expect(bad.output.contains("sandbox tier"))
        }
    }

    @Test func aSecondHostOnTheSameDataIsRefused() async throws {
        try await withTestFolder { folder in
            try await withHost(TestHost(folder: folder)) { host in
                let second = try await host.command("serve")
                #expect(second.status == 69, "\(second)")
                #expect(second.errors.contains("\(host.program?.pid ?? 0)"), "\(second.errors)")
            }
        }
    }

    @Test func aModuleThatIsNoneKeepsTheHostFromStarting() async throws {
        try await withTestFolder { folder in
            for (file, word) in [("/usr/bin/env", "mortise_module_entry"), ("/etc/hostname", "no shared library")] {
                let host = TestHost(folder: folder, ["MORTISE_MODULES": file])
                let result = try await host.command("serve")
                #expect(result.status == 1)
                #expect(result.errors.contains(file), "\(result.errors)")
                if file.hasPrefix("/etc") { #expect(result.errors.contains(word), "\(result.errors)") }
            }
        }
    }

    @Test(arguments: [["frobnicate"], ["jobs"], ["submit"], ["serve", "--fast"], []])
    func misuseIsExplained(_ words: [String]) async throws {
        try await withTestFolder { folder in
            let command = [Built.mortise] + words
            let result = try await RunningProgram.run(command, environment: ["HOME": folder], folder: folder)
            #expect(result.status == 64)
            #expect(result.errors.contains("mortise"), "\(result.errors)")
        }
    }

    @Test func noSecretIsSeenFromOutside() async throws {
        try await withTestFolder { folder in
            let sink = try CallbackSink.start()
            try await withHost(TestHost(folder: folder)) { host in
                let post = folder + "/post.txt"
                try "A sentence. Another one.".write(toFile: post, atomically: true, encoding: .utf8)
                _ = try await host.command("submit", post, "--callback", sink.url, "--job-id", "j")
                try await eventually("the callback") { sink.jobs == ["j"] }
                let pid = host.program?.pid ?? 0
                let commandLine = try String(contentsOfFile: "/proc/\(pid)/cmdline", encoding: .utf8)
                let list = try await host.command("jobs", "list", "--json").output
                for secret in [TestHost.secret, "abcd efgh", TestHost.operatorToken] {
                    for text in [host.log, commandLine, list] { #expect(!text.contains(secret)) }
                }
                for child in host.modules {
                    // Root can read it; what matters is that there is nothing in it.
                    let environment = try? Data(contentsOf: URL(filePath: "/proc/\(child)/environ"))
                    #expect(environment?.isEmpty != false)
                }
            }
        }
    }
}
