// SPDX-License-Identifier: Apache-2.0

/// What `mortise help` says, from the table of commands.
enum Help {
    /// - Parameter words: of a command, such as `jobs` or `jobs list`; nothing, or what is no command, gives the
    ///   overview.
    static func text(for words: some Collection<String>) -> String {
        guard let command = words.first else { return overview }
        let entries = CommandTable.entries(of: command)
        let verb = words.dropFirst().first
        let chosen = entries.filter { $0.words.count > 1 && $0.words[1] == verb }
        let shown = chosen.isEmpty ? entries : chosen
        return shown.isEmpty ? overview : shown.map(page).joined(separator: "\n\n")
    }

    private static var overview: String {
        let rows = CommandTable.all.map { entry in
            (usage: "mortise \(entry.name)", summary: entry.summary)
        }
        let last = (usage: "mortise help COMMAND", summary: "more about one command")
        return "mortise: a worker runtime for AI tasks\n\n" + columns(rows + [last])
            + "\n\nEvery command takes --config FILE; else MORTISE_CONFIG or /etc/mortise/mortise.yaml is read."
    }

    private static func page(_ entry: CommandEntry) -> String {
        var usage = "mortise \(entry.name)"
        if !entry.operands.isEmpty { usage += " \(entry.operands)" }
        if !entry.options.isEmpty { usage += " [options]" }
        var paragraphs = [usage]
        if !entry.about.isEmpty { paragraphs.append(entry.about) }
        if !entry.options.isEmpty {
            paragraphs.append(
                columns(
                    entry.options.map { option in
                        var about = option.about
                        if !option.choices.isEmpty { about += ": \(option.choices.joined(separator: ", "))" }
                        return ("\(option.name)\(option.value.map { " \($0)" } ?? "")", about)
                    }
                )
            )
        }
        if !entry.examples.isEmpty {
            let title = entry.examples.count == 1 ? "Example:" : "Examples:"
            paragraphs.append(([title] + entry.examples.map { "  \($0)" }).joined(separator: "\n"))
        }
        return paragraphs.joined(separator: "\n\n")
    }

    private static func columns(_ rows: [(usage: String, summary: String)]) -> String {
        let width = rows.map(\.usage.count).max() ?? 0
        return rows.map { row in
            "  \(row.usage)\(String(repeating: " ", count: width - row.usage.count + 2))\(row.summary)"
        }.joined(separator: "\n")
    }

    /// What `mortise serve` needs: the body of its help.
    static let serve = """
        Takes signed posts at POST /jobs and documents at POST /api/v1/jobs (each also below
        /s/SITE), runs them in sandboxed module processes, and posts the summaries back. Stops
        on SIGTERM, giving running jobs time.

        Reads a configuration file (mortise config example prints one), and variables, which count more.
        SIGHUP reloads it, all or nothing. Without a file, variables describe one site.

        Must be set, by key or variable, for sites that send posts (contract A):
          AI_JOBS_HMAC_SECRET    what the site signs its jobs with; or AI_JOBS_HMAC_SECRET_FILE
          WP_CALLBACK_AUTH       username:application password for callbacks; or WP_CALLBACK_AUTH_FILE
          WP_ALLOWED_CALLBACKS   hosts, addresses or CIDR that callbacks may go to
        For sites that send documents (contract B):
          AI_SHARED_SECRET       what the site signs its jobs with; or AI_SHARED_SECRET_FILE
          WP_CALLBACK_SECRET     what callbacks are signed with; or WP_CALLBACK_SECRET_FILE
          WP_ALLOWED_CALLBACKS   as above; where it is unset, any public address
        May be set:
          MORTISE_LISTEN         127.0.0.1:8080
          MORTISE_DATA           /var/lib/mortise as root, else ~/.local/state/mortise
          MORTISE_SITE           default
          MORTISE_FRESHNESS      86400s; how far a signed timestamp may be off, or `off`
          MORTISE_WEBHOOK_SECRET whsec_…; signs callbacks by Standard Webhooks too
          MORTISE_OPERATOR_TOKEN opens what lies under /v1; made and kept in MORTISE_DATA when unset
          MORTISE_MODULES        module files, separated by `:`
          MORTISE_MODULE_USER    59500; the user modules run as, when started as root
          MORTISE_MODULE_MEMORY  2048; MiB of address space a module process, 0 for no limit
          MORTISE_MODULE_FILES   none; what modules may read beside /usr/share and /usr/lib/file, by `:`
          MORTISE_JOBS_PER_MINUTE  30 with OPENAI_API_KEY, else no limit; 0 for none
          MORTISE_SETTINGS_FILE  JSON by task type, such as {"post_summary":{"words":80}}
          MORTISE_METRICS_LISTEN GET /metrics without a token at this address; else with the operator's
          MORTISE_KEEP_JOBS_DAYS 30; docs/operations.md has the others of MORTISE_KEEP_…
          MORTISE_DRAIN          20; seconds that running jobs get at a stop
          MORTISE_PROVIDER       extractive, openai, openai-responses or anthropic; openai with OPENAI_API_KEY
          MORTISE_MODEL          the model asked where a task names none
          MORTISE_PRICES_FILE    what models cost for a million tokens, as JSON; see docs/providers.md
          OPENAI_API_KEY         without it, the built-in extractive provider writes summaries
          OPENAI_BASE_URL        https://api.openai.com/v1
          ANTHROPIC_API_KEY      for MORTISE_PROVIDER=anthropic; each key also from a file, by …_API_KEY_FILE
          ANTHROPIC_BASE_URL     https://api.anthropic.com

        Example:
          AI_JOBS_HMAC_SECRET=$(openssl rand -base64 32) WP_CALLBACK_AUTH='bot:abcd efgh' \\
          WP_ALLOWED_CALLBACKS=127.0.0.1 mortise serve
        """
}
