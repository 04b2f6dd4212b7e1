// SPDX-License-Identifier: Apache-2.0

extension CommandTable {
    static let submit = CommandEntry(
        words: ["submit"],
        operands: "FILE --callback URL | --document URL --callback URL | --task NAME --input FILE",
        operand: .file,
        summary: "send a post, a document or any job to a running host",
        about: """
            The first form sends the text in FILE (`-` for standard input) to a running host, as a site
            would: signed with AI_JOBS_HMAC_SECRET. The second does so with the URL of a file, signed with
            AI_SHARED_SECRET; the host fetches it. The third sends a job of any task type, with a site's
            token (--token-file, MORTISE_TOKEN or MORTISE_TOKEN_FILE), else with the operator's:
            MORTISE_OPERATOR_TOKEN, or the one kept in MORTISE_DATA. Prints the job's id. With --wait the
            signed forms need a token too.
            """,
        options: [
            url,
            CommandOption("--site", "NAME", "for a host with several sites; a site's token has only its own"),
            CommandOption(
                "--token-file",
                "FILE",
                "holds a site's token, as `mortise keys new` printed it",
                isFile: true
            ),
            CommandOption("--wait", "wait for the end and print the result"),
            CommandOption("--json", "print the host's answer (with --wait: the job) as JSON"),
            CommandOption(
                "--callback",
                "URL",
                "post, document: where the summary goes; its host must be allowed there"
            ),
            CommandOption("--title", "TEXT", "post: its title; the file's name unless told"),
            CommandOption("--post-id", "N", "post: 1 unless told"),
            CommandOption("--job-id", "TEXT", "post: idempotency key; the same key is the same job"),
            CommandOption("--document", "URL", "document: the file; its host must be allowed there"),
            CommandOption("--attachment-id", "N", "document: 1 unless told"),
            CommandOption("--task", "NAME", "job: its task type"),
            CommandOption("--input", "FILE", "job: the input, a JSON object; `-` for standard input", isFile: true),
            CommandOption("--settings", "FILE", "job: its settings, a JSON object", isFile: true),
            CommandOption("--key", "TEXT", "job: idempotency key; the same key is the same job"),
            CommandOption("--priority", "N", "job: 0 runs first, 9 last; 5"),
            CommandOption("--at", "TIME", "job: run then, such as 2026-03-01T07:30:00Z"),
        ],
        examples: [
            "mortise submit article.txt --callback http://127.0.0.1:9000/summary --wait",
            "mortise submit --document https://blog.example.org/uploads/report.pdf \\\n"
                + "    --callback https://blog.example.org/wp-json/ai/v1/document",
            "echo '{\"prompt\":\"@teaser\",\"variables\":{\"post\":\"…\"}}' | \\\n"
                + "    mortise submit --task custom_prompt --input - --wait",
            "mortise submit --task post_summary --input post.json --site shop --token-file shop.token",
        ]
    )
}
