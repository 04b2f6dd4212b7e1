// SPDX-License-Identifier: Apache-2.0
import Configuration
import Glibc
import Queue

/// What every command gets.
struct Invocation: Sendable {
    let words: [String]
    let environment: [String: String]
    let facts: MachineFacts
    let terminal = Terminal()

    /// Where the host's data is.
    func dataDirectory() throws(UsageError) -> String {
        if let folder = HostConfiguration.dataDirectory(environment, facts: facts) { return folder }
        throw UsageError(
            "the host's data directory is not known: set MORTISE_DATA to its absolute path, or name the host's file by "
                + "--config (there is no home folder to look in)"
        )
    }
}

/// Exit statuses, after sysexits(3).
enum ExitStatus {
    static let fine: Int32 = 0
    static let failed: Int32 = 1
    static let usage: Int32 = 64
    static let noInput: Int32 = 66
    static let unavailable: Int32 = 69
    static let configuration: Int32 = 78
}

/// The command line: finds the command and says what went wrong with it.
public enum MortiseCommand {
    /// The version of this program.
    public static let version = "0.1.0"

    /// Runs the command that `words` (without the program's name) names.
    /// - Returns: the exit status.
    public static func run(_ words: [String], environment: [String: String]) async -> Int32 {
        let terminal = Terminal()
        do {
            if let command = words.first, asksForHelp(Array(words.dropFirst())),
                !CommandTable.entries(of: command).isEmpty
            {
                terminal.say(Help.text(for: words))
                return ExitStatus.fine
            }
            let invocation = try invocation(words, environment)
            switch words.first {
            case "serve": return try await Serve(invocation).run()
            case "submit": return try await Submit(invocation).run()
            case "jobs": return try await JobsCommand(invocation).run()
            case "config": return try ConfigCommand(invocation).run()
            case "keys": return try KeysCommand(invocation).run()
            case "modules": return try await ModulesCommand(invocation).run()
            case "completion": return try Completion(invocation).run()
            case "deliveries": return try await DeliveriesCommand(invocation).run()
            case "backup": return try await BackupCommand(invocation).run()
            case "doctor": return try await Doctor(invocation).run()
            case "version", "--version":
                terminal.say("mortise \(version)")
                return ExitStatus.fine
            case "help", "--help", "-h":
                terminal.say(Help.text(for: words.dropFirst()))
                return ExitStatus.fine
            case nil:
                terminal.complain(Help.text(for: []))
                return ExitStatus.usage
            case .some(let word):
                terminal.complain("mortise: there is no command `\(word)`; `mortise help` lists them")
                return ExitStatus.usage
            }
        } catch let error as UsageError {
            terminal.complain("mortise \(words.first ?? ""): \(error)\n\n\(Help.text(for: words))")
            return ExitStatus.usage
        } catch let error as ConfigurationError {
            terminal.complain(Terminal.harmless("mortise: the configuration is refused:\n\(error)"))
            return ExitStatus.configuration
        } catch let error as QueueError {
            terminal.complain("mortise: \(error)")
            return ExitStatus.unavailable
        } catch let error as NoHost {
            terminal.complain("mortise: \(error)")
            return ExitStatus.unavailable
        } catch {
            terminal.complain("mortise: \(error)")
            return ExitStatus.failed
        }
    }

    /// Takes `--config FILE` out of the words: it means the same for every command.
    private static func invocation(_ words: [String], _ given: [String: String]) throws -> Invocation {
        var environment = given
        let (rest, file) = try ConfigOption.taken(from: Array(words.dropFirst()))
        if let file { environment["MORTISE_CONFIG"] = file }
        let facts = facts(environment)
        // Those that read all of it do so themselves; the others want to know where a host is, or where its data.
        if let command = words.first, !readingAll.contains(command) {
            environment = try HostConfiguration.environment(
                environment,
                facts: facts,
                site: ConfigOption.site(in: rest),
                readFile: SecretFile.read
            )
        }
        return Invocation(words: rest, environment: environment, facts: facts)
    }

    private static func asksForHelp(_ words: [String]) -> Bool {
        words.prefix { $0 != "--" }.contains { $0 == "--help" || $0 == "-h" }
    }

    /// Commands that read the whole configuration, or none of it.
    private static let readingAll: Set<String> = [
        "serve", "doctor", "modules", "config", "keys", "completion", "help", "--help", "-h", "version", "--version",
    ]

    private static func facts(_ environment: [String: String]) -> MachineFacts {
        var buffer = [CChar](repeating: 0, count: 4096)
        let count = readlink("/proc/self/exe", &buffer, buffer.count - 1)
        let program = count > 0 ? String(decoding: buffer[..<count].map(UInt8.init(bitPattern:)), as: UTF8.self) : ""
        let folder = program.split(separator: "/").dropLast().joined(separator: "/")
        let usual = MachineFacts.usualConfigurationFile
        return MachineFacts(
            isRoot: geteuid() == 0,
            home: environment["HOME"],
            programFolder: "/" + folder,
            hasDocumentModule: access("/\(folder)/libDocOCR.so", F_OK) == 0,
            configurationFile: access(usual, F_OK) == 0 ? usual : nil
        )
    }
}
