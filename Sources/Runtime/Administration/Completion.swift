// SPDX-License-Identifier: Apache-2.0

/// `mortise completion SHELL`: a script that makes the shell complete what the table of commands has.
struct Completion {
    private let invocation: Invocation
    private let shell: String

    init(_ invocation: Invocation) throws(UsageError) {
        self.invocation = invocation
        let arguments = try CommandTable.entry("completion", verb: nil).arguments(invocation.words)
        guard arguments.rest.count == 1, ["bash", "zsh", "fish"].contains(arguments.rest[0]) else {
            throw UsageError("takes the name of a shell: bash, zsh or fish")
        }
        shell = arguments.rest[0]
    }

    func run() -> Int32 {
        switch shell {
        case "bash": invocation.terminal.say(Self.bash)
        case "zsh": invocation.terminal.say(Self.zsh)
        default: invocation.terminal.say(Self.fish)
        }
        return ExitStatus.fine
    }

    /// Commands with the verbs that may follow, none for most.
    private static var commands: [(name: String, verbs: [String])] {
        var found: [(name: String, verbs: [String])] = []
        for entry in CommandTable.all {
            if found.last?.name != entry.words[0] { found.append((entry.words[0], [])) }
            found[found.count - 1].verbs += entry.words.dropFirst()
        }
        return found
    }

    /// For every shell that has bash's `complete` and `compgen`.
    static var bash: String {
        var lines = [
            "# bash completion of mortise; written by `mortise completion bash`",
            "_mortise() {",
            "    local current=\"${COMP_WORDS[COMP_CWORD]}\" previous=\"${COMP_WORDS[COMP_CWORD-1]}\"",
            "    local command=\"${COMP_WORDS[1]}\" words=\"\"",
            "    COMPREPLY=()",
            "    if [ \"$COMP_CWORD\" -eq 1 ]; then",
            "        COMPREPLY=($(compgen -W \"\(words(commands.map(\.name) + ["help"]))\" -- \"$current\"))",
            "        return",
            "    fi",
            "    case \"$command\" in",
        ]
        for command in commands where !command.verbs.isEmpty {
            lines += [
                "        \(command.name))",
                "            if [ \"$COMP_CWORD\" -eq 2 ]; then",
                "                COMPREPLY=($(compgen -W \"\(words(command.verbs))\" -- \"$current\"))",
                "                return",
                "            fi",
                "            command=\"$command ${COMP_WORDS[2]}\" ;;",
            ]
        }
        lines += ["    esac", "    case \"$command\" in"]
        for entry in CommandTable.all {
            lines += ["        \"\(entry.name)\")", "            case \"$previous\" in"]
            for option in entry.options where option.value != nil {
                let action =
                    option.isFile
                    ? "COMPREPLY=($(compgen -f -- \"$current\"))"
                    : option.choices.isEmpty
                        ? ":" : "COMPREPLY=($(compgen -W \"\(words(option.choices))\" -- \"$current\"))"
                lines.append("                \(option.name)) \(action); return ;;")
            }
            lines += ["            esac", "            words=\"\(words(entry.options.map(\.name) + ["--help"]))\""]
            switch entry.operand {
            case .file:
                lines.append(
                    "            case \"$current\" in -*) ;; *) COMPREPLY=($(compgen -f -- \"$current\")); return ;; esac"
                )
            case .choice(let choices): lines.append("            words=\"\(words(choices)) $words\"")
            case .none, .job: break
            }
            lines.append("            ;;")
        }
        lines += [
            "    esac", "    COMPREPLY=($(compgen -W \"$words\" -- \"$current\"))", "}",
            "complete -F _mortise mortise",
        ]
        return lines.joined(separator: "\n")
    }

    static var zsh: String {
        var lines = [
            "#compdef mortise", "# zsh completion of mortise; written by `mortise completion zsh`", "_mortise() {",
            "    local command=\"${words[2]}\"",
            "    if (( CURRENT == 2 )); then",
            "        _values 'command' "
                + commands.map { quoted(described($0.name, summary($0.name))) }.joined(separator: " "),
            "        return",
            "    fi",
            "    case \"$command\" in",
        ]
        for command in commands where !command.verbs.isEmpty {
            let verbs = CommandTable.entries(of: command.name).map { quoted(described($0.words[1], $0.summary)) }
            lines += [
                "        \(command.name))",
                "            if (( CURRENT == 3 )); then _values 'what' \(verbs.joined(separator: " ")); return; fi",
                "            command=\"$command ${words[3]}\" ;;",
            ]
        }
        lines += ["    esac", "    case \"$command\" in"]
        for entry in CommandTable.all {
            var specs = entry.options.map { option -> String in
                let action =
                    option.isFile
                    ? "_files" : option.choices.isEmpty ? " " : "(\(option.choices.joined(separator: " ")))"
                let value = option.value.map { ":\($0):\(action)" } ?? ""
                return quoted("\(option.name)[\(harmless(option.about))]\(value)")
            }
            switch entry.operand {
            case .file: specs.append(quoted("*:file:_files"))
            case .choice(let choices): specs.append(quoted("*:what:(\(choices.joined(separator: " ")))"))
            case .none, .job: break
            }
            specs.append(quoted("--help[more about this command]"))
            lines += ["        '\(entry.name)') _arguments \(specs.joined(separator: " ")) ;;"]
        }
        lines += ["    esac", "}", "_mortise \"$@\""]
        return lines.joined(separator: "\n")
    }

    static var fish: String {
        var lines = [
            "# fish completion of mortise; written by `mortise completion fish`", "complete -c mortise -f",
        ]
        for command in commands {
            lines.append(
                "complete -c mortise -n __fish_use_subcommand -a \(command.name) -d \(quoted(summary(command.name)))"
            )
        }
        for entry in CommandTable.all {
            var condition = "__fish_seen_subcommand_from \(entry.words[0])"
            if entry.words.count > 1 {
                let verbs = CommandTable.entries(of: entry.words[0]).map { $0.words[1] }
                lines.append(
                    "complete -c mortise -n \(quoted("\(condition); and not __fish_seen_subcommand_from \(words(verbs))")) "
                        + "-a \(entry.words[1]) -d \(quoted(entry.summary))"
                )
                condition += "; and __fish_seen_subcommand_from \(entry.words[1])"
            }
            for option in entry.options {
                var line = "complete -c mortise -n \(quoted(condition)) -l \(option.name.dropFirst(2))"
                if option.value != nil { line += option.isFile ? " -r -F" : " -x" }
                if !option.choices.isEmpty { line += " -a \(quoted(words(option.choices)))" }
                lines.append(line + " -d \(quoted(option.about))")
            }
            switch entry.operand {
            case .file: lines.append("complete -c mortise -n \(quoted(condition)) -F")
            case .choice(let choices):
                lines.append("complete -c mortise -n \(quoted(condition)) -a \(quoted(words(choices)))")
            case .none, .job: break
            }
        }
        return lines.joined(separator: "\n")
    }

    private static func summary(_ command: String) -> String {
        let entries = CommandTable.entries(of: command)
        return entries.count == 1 ? entries[0].summary : entries.map { $0.words[1] }.joined(separator: ", ")
    }

    private static func words(_ all: [String]) -> String { all.joined(separator: " ") }
    private static func described(_ name: String, _ about: String) -> String { "\(name)[\(harmless(about))]" }
    /// Without what zsh would take for the end of a description.
    private static func harmless(_ text: String) -> String {
        text.replacing("[", with: "(").replacing("]", with: ")").replacing(":", with: " -")
    }
    private static func quoted(_ text: String) -> String { "'" + text.replacing("'", with: "'\\''") + "'" }
}
