// SPDX-License-Identifier: Apache-2.0

/// Options that are looked at before the command itself.
enum ConfigOption {
    /// The words without `--config FILE`, and the file.
    static func taken(from words: [String]) throws(UsageError) -> (rest: [String], file: String?) {
        var rest: [String] = []
        var file: String?
        var words = words[...]
        while let word = words.popFirst() {
            if word == "--" { return (rest + [word] + words, file) }
            let isJoined = word.hasPrefix("--config=")
            guard word == "--config" || isJoined else {
                rest.append(word)
                continue
            }
            let value = isJoined ? String(word.dropFirst("--config=".count)) : words.popFirst()
            guard let value, !value.isEmpty else { throw UsageError("--config needs a file") }
            guard file == nil else { throw UsageError("--config is given twice") }
            file = value
        }
        return (rest, file)
    }

    /// The value of `--site`, wherever the command will find it.
    static func site(in words: [String]) -> String? {
        for (index, word) in words.enumerated() {
            if word == "--" { return nil }
            if word.hasPrefix("--site=") { return String(word.dropFirst("--site=".count)) }
            if word == "--site", index + 1 < words.count { return words[index + 1] }
        }
        return nil
    }
}
