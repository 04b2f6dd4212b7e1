// SPDX-License-Identifier: Apache-2.0
import Configuration
import JSON
import Jobs

/// `mortise config check` and `mortise config example`.
struct ConfigCommand {
    private let invocation: Invocation
    private let arguments: Arguments
    private let verb: String

    init(_ invocation: Invocation) throws(UsageError) {
        self.invocation = invocation
        guard let verb = invocation.words.first, ["check", "example"].contains(verb) else {
            throw UsageError("is followed by `check` or `example`")
        }
        self.verb = verb
        arguments = try Arguments(invocation.words.dropFirst(), options: [], flags: verb == "check" ? ["--json"] : [])
        guard arguments.rest.isEmpty else { throw UsageError("\(verb) takes no words") }
    }

    func run() -> Int32 {
        if verb == "example" {
            invocation.terminal.say(String(ExampleFile.text.dropLast()))
            return ExitStatus.fine
        }
        do throws(ConfigurationError) {
            let found = try HostConfiguration.read(
                invocation.environment,
                facts: invocation.facts,
                readFile: SecretFile.read,
                exposure: SecretFile.exposure
            )
            show(found)
            return ExitStatus.fine
        } catch {
            show(error)
            return ExitStatus.configuration
        }
    }

    private func show(_ found: HostConfiguration) {
        let sites = found.sites.map(\.id.name)
        guard !arguments.has("--json") else {
            return say([
                ("ok", .bool(true)), ("file", .optional(found.file) { .string($0) }),
                ("sites", .array(sites.map { .string($0) })),
                ("warnings", .array(found.warnings.map { .string($0) })), ("problems", .array([])),
            ])
        }
        for warning in found.warnings { invocation.terminal.say(Terminal.harmless("note: \(warning)")) }
        let source = found.file ?? "the environment"
        let count = sites.count == 1 ? "one site" : "\(sites.count) sites"
        invocation.terminal.say(Terminal.harmless("\(source) is fine: \(count) (\(sites.joined(separator: ", ")))"))
    }

    private func show(_ error: ConfigurationError) {
        guard !arguments.has("--json") else {
            let problems = error.problems.map { problem in
                JSONOutput.object([
                    ("key", .string(problem.name)),
                    ("file", .optional(problem.file) { .string($0) }),
                    ("line", .optional(problem.place) { .integer(Int64($0.line)) }),
                    ("column", .optional(problem.place) { .integer(Int64($0.column)) }),
                    ("expected", .optional(problem.expected) { .string($0) }),
                    ("found", .string(problem.found)),
                    ("remedy", .string(problem.remedy)),
                ])
            }
            return say([
                ("ok", .bool(false)), ("file", .optional(error.problems.compactMap(\.file).first) { .string($0) }),
                ("sites", .array([])), ("warnings", .array([])), ("problems", .array(problems)),
            ])
        }
        let count = error.problems.count == 1 ? "one problem" : "\(error.problems.count) problems"
        invocation.terminal.complain(Terminal.harmless("mortise: the configuration has \(count):\n\(error)"))
    }

    private func say(_ members: [(String, JSONOutput)]) {
        invocation.terminal.say(String(decoding: JSONOutput.object(members).bytes, as: UTF8.self))
    }
}
