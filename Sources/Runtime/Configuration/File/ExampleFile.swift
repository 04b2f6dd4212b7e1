// SPDX-License-Identifier: Apache-2.0

/// The commented configuration file: every key with what it does, its variable and its default.
public enum ExampleFile {
    /// What `mortise config example` prints. As it stands, it describes one site and leaves out what has a default;
    /// it is accepted once its secrets are real.
    public static var text: String {
        var lines = head
        var group = ""
        for key in Key.ofHost { add(key, indent: "", group: &group, to: &lines, written: nil) }
        lines += [
            "", "# One entry or many. Each is served under /s/NAME; the only one also without.", "sites:",
        ]
        group = ""
        var isFirst = true
        for key in Key.ofSite {
            add(key, indent: isFirst ? "  - " : "    ", group: &group, to: &lines, written: written[key.path])
            isFirst = false
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static let head = [
        "# Mortise's configuration. Read from --config, MORTISE_CONFIG, or \(MachineFacts.usualConfigurationFile).",
        "# Lines with one # in front of a key show its default, or an example where it has none.",
        "# Every key can also be set by its variable, which counts more than this file; of several sites, by",
        "# MORTISE_SITE_<NAME>_<KEY>. Secrets can be kept in files of their own: `<key>_file: /path` (<VARIABLE>_FILE).",
        "# Check it: mortise config check. A running host takes it over on SIGHUP, all or nothing.",
    ]

    /// What must be there, with placeholders that are refused until they are replaced.
    private static let written = [
        "name": "blog", "hmac_secret": "CHANGEME", "callback_auth": #""CHANGEME: username:application password""#,
        "callbacks": "[CHANGEME.example.org]",
    ]

    /// For keys without a default that can be written down.
    private static let samples = [
        "modules.files": "[/usr/lib/mortise/libSummarize.so, /usr/lib/mortise/libCustomPrompt.so]",
        "modules.host": "/usr/lib/mortise/mortise-module-host", "operator_token": "CHANGEME",
        "provider.kind": "extractive", "provider.key": "CHANGEME", "provider.base_url": "https://api.openai.com/v1",
        "provider.model": "gpt-4o-mini", "provider.embedding_model": "text-embedding-3-small",
        "shared_secret": "CHANGEME", "callback_secret": "CHANGEME",
        "webhook_secret": "CHANGEME", "api_tokens": "[sha256:CHANGEME]", "jobs_per_minute": "30",
        "settings": "{post_summary: {words: 120}}", "settings_file": "settings.json", "downloads.allowed": "[]",
        "metrics.listen": "127.0.0.1:9465",
        "s3.bucket": "CHANGEME", "s3.prefix": "artifacts/{site}", "s3.access_key_id": "CHANGEME",
        "s3.secret_access_key": "CHANGEME", "s3.session_token": "CHANGEME", "s3.region": "eu-central-1",
        "s3.endpoint": "https://s3.example.org", "s3.addressing": "path",
    ]

    private static func add(
        _ key: Key,
        indent: String,
        group: inout String,
        to lines: inout [String],
        written: String?
    ) {
        let parts = key.path.split(separator: ".").map(String.init)
        let parent = parts.count > 1 ? parts[0] : ""
        let isEntry = indent.hasSuffix("- ")
        let margin = String(repeating: " ", count: indent.count)
        if parent != group, !parent.isEmpty { lines += ["", "\(margin)\(parent):"] } else { lines.append("") }
        group = parent
        let deeper = margin + (parent.isEmpty ? "" : "  ")
        let note = isEntry ? String(indent.dropLast(2)) : deeper
        for line in key.about.split(separator: "\n") { lines.append("\(note)# \(line)") }
        if let variable = key.variable {
            lines.append("\(note)# \(variable)\(key.isSecret ? " or \(variable)_FILE" : "")")
        }
        let value = key.fallback.isEmpty ? samples[key.path] ?? "" : key.fallback
        if let written {
            lines.append("\(isEntry ? indent : deeper)\(key.name): \(written)")
            if key.isSecret { lines.append("\(deeper)#\(key.name)_file: /run/secrets/\(key.name)") }
        } else {
            lines.append("\(deeper)#\(key.name): \(value)")
            if key.isSecret { lines.append("\(deeper)#\(key.name)_file: /run/secrets/\(key.name)") }
        }
    }
}
