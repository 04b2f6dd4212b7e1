// SPDX-License-Identifier: Apache-2.0
import Foundation
import Jobs
import Testing

@testable import Administration

/// The table of commands, and what is made of it: help and completion.
@Suite(.timeLimit(.minutes(1)))
struct CommandTableTests {
    /// Every command of the table is one that the program knows, and says so in the overview.
    @Test func theOverviewHasEveryCommand() {
        let overview = Help.text(for: [])
        for entry in CommandTable.all {
            #expect(
                overview.contains("mortise \(entry.name)  ") || overview.contains("mortise \(entry.name) "),
                "\(entry.name)"
            )
            #expect(overview.contains(entry.summary))
        }
        #expect(overview.split(separator: "\n").allSatisfy { $0.count <= 110 }, "\(overview)")
    }

    @Test(arguments: CommandTable.all.map(\.words))
    func helpOfACommandHasItsOptionsAndExamples(_ words: [String]) throws {
        let entry = try #require(CommandTable.all.first { $0.words == words })
        let help = Help.text(for: words)
        #expect(help.hasPrefix("mortise \(entry.name)"))
        for option in entry.options { #expect(help.contains("  \(option.name)") && help.contains(option.about)) }
        for example in entry.examples { #expect(help.contains(example)) }
        #expect(words[0] == "version" || words[0] == "doctor" || !entry.examples.isEmpty || words[0] == "serve")
    }

    @Test func helpOfACommandWithVerbsHasThemAll() {
        let help = Help.text(for: ["jobs"])
        for verb in ["list", "show", "retry", "cancel", "tail"] { #expect(help.contains("mortise jobs \(verb)")) }
        #expect(!Help.text(for: ["jobs", "list"]).contains("mortise jobs retry"))
        #expect(Help.text(for: ["nonsense"]) == Help.text(for: []))
    }

    /// What bash offers for a line, with the cursor behind its last word.
    private func offered(_ line: String...) throws -> Set<String> {
        let words = line.map { "'\($0)'" }.joined(separator: " ")
        let script =
            Completion.bash + "\nCOMP_WORDS=(\(words)); COMP_CWORD=\(line.count - 1); _mortise; "
            + "printf '%s\\n' \"${COMPREPLY[@]}\""
        let process = Process()
        process.executableURL = URL(filePath: "/bin/bash")
        process.arguments = ["--norc", "-c", script]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let bytes = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        return Set(String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init))
    }

    @Test func bashCompletesCommandsVerbsOptionsAndValues() throws {
        #expect(try offered("mortise", "") == Set(CommandTable.all.map { $0.words[0] } + ["help"]))
        #expect(try offered("mortise", "jobs", "") == ["list", "show", "retry", "cancel", "tail"])
        #expect(try offered("mortise", "jobs", "c") == ["cancel"])
        #expect(try offered("mortise", "jobs", "list", "--s") == ["--state", "--site", "--since"])
        #expect(try offered("mortise", "jobs", "list", "--state", "") == Set(JobState.allCases.map(\.rawValue)))
        #expect(try offered("mortise", "jobs", "list", "--limit", "").isEmpty)
        #expect(try offered("mortise", "completion", "") == ["bash", "zsh", "fish", "--help"])
        #expect(try offered("mortise", "submit", "--input", "/bin/bas").contains("/bin/bash"))
        #expect(try offered("mortise", "modules", "inspect", "/bin/bas").contains("/bin/bash"))
        // Every option of every command.
        for entry in CommandTable.all where !entry.options.isEmpty {
            let words = ["mortise"] + entry.words + ["--"]
            let found = try offeredList(words)
            #expect(found == Set(entry.options.map(\.name) + ["--help"]), "\(entry.name)")
        }
    }

    private func offeredList(_ words: [String]) throws -> Set<String> {
        switch words.count {
        case 3: try offered(words[0], words[1], words[2])
        default: try offered(words[0], words[1], words[2], words[3])
        }
    }

    /// Neither shell is on every machine: their scripts must name everything, each description be closed.
    @Test func theOtherShellsKnowTheSame() throws {
        for entry in CommandTable.all {
            for option in entry.options {
                #expect(Completion.zsh.contains("'\(option.name)["), "\(entry.name) \(option.name)")
                #expect(Completion.fish.contains("-l \(option.name.dropFirst(2))"), "\(entry.name) \(option.name)")
            }
        }
        for script in [Completion.zsh, Completion.fish] {
            for line in script.split(separator: "\n") where !line.hasPrefix("#") {
                let quotes = line.replacing("'\\''", with: "").count { $0 == "'" }
                #expect(quotes % 2 == 0, "\(line)")
            }
        }
    }

    /// Each shell reads its own script, where it is installed.
    @Test(arguments: ["bash", "zsh", "fish"])
    func theShellReadsItsScript(_ shell: String) throws {
        guard
            let program = ["/bin/", "/usr/bin/"].map({ $0 + shell }).first(where: {
                FileManager.default.isExecutableFile(atPath: $0)
            })
        else { return }
        let file = FileManager.default.temporaryDirectory.path + "/mortise-completion-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: file) }
        let script = ["bash": Completion.bash, "zsh": Completion.zsh, "fish": Completion.fish][shell] ?? ""
        try script.write(toFile: file, atomically: true, encoding: .utf8)
        let process = Process()
        process.executableURL = URL(filePath: program)
        process.arguments = ["-n", file]
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
    }

    @Test func momentsAreTimesOrHowLongAgo() throws {
        let now = WallTime(seconds: 1_000_000)
        func time(_ text: String) throws -> WallTime? {
            try Arguments(["--since", text], options: ["--since"], flags: []).time("--since", now: now)
        }
        #expect(try time("90s") == now + -90 && time("30m") == now + -1_800 && time("12h") == now + -43_200)
        #expect(try time("7d") == now + -604_800 && time("1970-01-02T00:00:00Z") == WallTime(seconds: 86_400))
        for bad in ["", "h", "-1h", "1w", "1.5h", "yesterday", "99999999999h"] {
            #expect(throws: UsageError.self) { _ = try time(bad) }
        }
    }
}
