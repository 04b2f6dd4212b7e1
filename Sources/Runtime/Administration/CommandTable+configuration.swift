// SPDX-License-Identifier: Apache-2.0

extension CommandTable {
    static let configuration = [
        CommandEntry(
            words: ["config", "check"],
            summary: "check the configuration alone",
            about: """
                Says everything that is wrong with the configuration: file, line, what was expected, what was
                found, what to do. Exits 0 when it is accepted, 78 when not. Nothing is started.
                """,
            options: [json],
            examples: ["mortise config check --config mortise.yaml"]
        ),
        CommandEntry(
            words: ["config", "example"],
            summary: "print a commented configuration file",
            about: "With every key, its variable and its default.",
            examples: ["mortise config example > mortise.yaml"]
        ),
        CommandEntry(
            words: ["keys", "new"],
            operands: "[token|hmac|webhook|operator]",
            summary: "make a token or a secret",
            about: """
                Makes 256 random bits and says where they go: token, for a site's own program at /v1 (only its
                digest goes into the configuration); hmac, for posts of contract A; webhook, for signed callbacks;
                operator, for the jobs of all sites. Nothing is kept.
                """,
            options: [json],
            examples: ["mortise keys new token"]
        ),
    ]
}
