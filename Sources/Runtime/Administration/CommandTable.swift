// SPDX-License-Identifier: Apache-2.0

/// One command: what the help says of it, what its words are checked by, and what a shell completes.
struct CommandEntry: Sendable {
    /// What is given behind the options.
    enum Operand: Sendable {
        case none
        case file
        case job
        case choice([String])
    }

    /// Such as `jobs list`.
    let words: [String]
    /// As the usage line shows it, such as `ID`.
    var operands = ""
    var operand = Operand.none
    /// One line, for the overview.
    let summary: String
    /// Paragraphs, behind the usage line.
    var about = ""
    var options: [CommandOption] = []
    var examples: [String] = []

    var name: String { words.joined(separator: " ") }

    /// Reads a command's words by its options.
    func arguments(_ given: some Collection<String>) throws(UsageError) -> Arguments {
        try Arguments(
            given,
            options: Set(options.filter { $0.value != nil }.map(\.name)),
            flags: Set(options.filter { $0.value == nil }.map(\.name))
        )
    }
}

/// One option of a command.
struct CommandOption: Sendable {
    /// With its dashes.
    let name: String
    /// What stands for the value; nil: it takes none.
    var value: String?
    let about: String
    /// All values that it may have; empty: any.
    var choices: [String] = []
    var isFile = false

    init(_ name: String, _ value: String, _ about: String, choices: [String] = [], isFile: Bool = false) {
        self.name = name
        self.value = value
        self.about = about
        self.choices = choices
        self.isFile = isFile
    }

    /// A flag.
    init(_ name: String, _ about: String) {
        self.name = name
        self.about = about
    }
}

/// Every command, in the order of the overview.
enum CommandTable {
    static let all: [CommandEntry] = [serve, submit] + jobs + modules + configuration + [doctor, completion, version]

    static func entries(of command: String) -> [CommandEntry] { all.filter { $0.words[0] == command } }

    /// The entry of `jobs list` and the like.
    /// - Throws: a sentence that lists what may follow.
    static func entry(_ command: String, verb: String?) throws(UsageError) -> CommandEntry {
        let entries = entries(of: command)
        guard let entry = entries.first(where: { $0.words.dropFirst().first == verb }) else {
            let verbs = entries.compactMap { $0.words.dropFirst().first }.joined(separator: ", ")
            throw UsageError(verb.map { "there is no `\($0)`; there are \(verbs)" } ?? "is followed by one of \(verbs)")
        }
        return entry
    }

    static let json = CommandOption("--json", "print JSON")
    static let url = CommandOption("--url", "URL", "the host; http:// and MORTISE_LISTEN unless told")

    private static let serve = CommandEntry(
        words: ["serve"],
        summary: "take jobs, run them, deliver their callbacks",
        about: Help.serve
    )

    private static let doctor = CommandEntry(
        words: ["doctor"],
        summary: "check configuration, sandbox and data",
        about: """
            Checks the configuration, starts each module once and says which sandbox tier it reached, and
            checks the data. Exits 0 when nothing is wrong.
            """,
        options: [json]
    )

    private static let completion = CommandEntry(
        words: ["completion"],
        operands: "bash|zsh|fish",
        operand: .choice(["bash", "zsh", "fish"]),
        summary: "what makes a shell complete these commands",
        about: "Prints a script for the shell, made from the same table as this help.",
        examples: [
            "mortise completion bash > /etc/bash_completion.d/mortise",
            "mortise completion zsh > \"${fpath[1]}/_mortise\"",
            "mortise completion fish > ~/.config/fish/completions/mortise.fish",
        ]
    )

    private static let version = CommandEntry(words: ["version"], summary: "the version of this program")
}
