// SPDX-License-Identifier: Apache-2.0

extension CommandTable {
    static let deliveries = [
        CommandEntry(
            words: ["deliveries", "list"],
            summary: "callbacks: what became of each",
            about: "Reads MORTISE_DATA; works while the host runs and while it does not.",
            options: [
                CommandOption(
                    "--state",
                    "STATE",
                    "only this state",
                    choices: ["waiting", "delivered", "abandoned"]
                ),
                CommandOption("--site", "NAME", "only this site"),
                CommandOption("--limit", "N", "1 to 1000; 50"),
                CommandOption("--before", "ID", "the page behind this callback: the last one of the page before"),
                json,
            ],
            examples: ["mortise deliveries list --state abandoned"]
        ),
        CommandEntry(
            words: ["deliveries", "show"],
            operands: "ID",
            summary: "one callback with its attempts",
            about: "Reads MORTISE_DATA; works while the host runs and while it does not.",
            options: [json],
            examples: ["mortise deliveries show 01938c5e-7b1c-7e6a-9d3f-5b0c2a4e6f81"]
        ),
        CommandEntry(
            words: ["deliveries", "replay"],
            operands: "ID…",
            summary: "send a callback again, whatever became of it",
            about: "Asks the running host, with the operator's token. The callback keeps its id.",
            options: [url, json],
            examples: ["mortise deliveries replay 01938c5e-7b1c-7e6a-9d3f-5b0c2a4e6f81"]
        ),
        CommandEntry(
            words: ["deliveries", "disabled"],
            summary: "destinations that answered 410 and are switched off",
            about: "Reads MORTISE_DATA; works while the host runs and while it does not.",
            options: [json],
            examples: ["mortise deliveries disabled"]
        ),
        CommandEntry(
            words: ["deliveries", "enable"],
            operands: "DESTINATION",
            summary: "switch a destination on that answered 410",
            about: "Reads MORTISE_DATA to find it and asks the running host, with the operator's token.",
            options: [CommandOption("--site", "NAME", "only for this site"), url, json],
            examples: ["mortise deliveries enable https://blog.example.org/wp-json/ai/v1/callback"]
        ),
    ]

    static let backup = CommandEntry(
        words: ["backup"],
        operands: "FILE",
        operand: .file,
        summary: "copy the queue while the host runs",
        about: """
            Writes the queue of MORTISE_DATA as it stands now into a new file with mode 0600, while the host
            runs or while it does not, and examines the copy. FILE must not exist. Artifacts, cache and modules
            are plain files in MORTISE_DATA and are not in it; docs/operations.md has the restore.
            """,
        options: [json],
        examples: ["mortise backup /backup/mortise-$(date +%F).db"]
    )
}
