// SPDX-License-Identifier: Apache-2.0

/// Tells e-mail messages and web pages that are saved as one, by the fields above their text. Source: RFC 5322, RFC 2557.
enum MessageLook {
    private static let fields: Set<String> = [
        "from", "to", "subject", "date", "received", "return-path", "message-id", "mime-version", "content-type",
        "delivered-to", "reply-to", "cc", "x-mailer", "content-transfer-encoding", "snapshot-content-location",
    ]

    /// For people; nil: neither.
    static func kind(of text: ArraySlice<UInt8>) -> String? {
        var found: Set<String> = []
        var isRelated = false
        var isFirst = true
        for line in text.prefix(32 << 10).split(separator: 0x0A, maxSplits: 200, omittingEmptySubsequences: false) {
            let line = line.last == 0x0D ? line.dropLast() : line
            if line.isEmpty { break }
            defer { isFirst = false }
            // A field that goes on, and the line that mailboxes put above a message.
            if line.first == 0x20 || line.first == 0x09 || isFirst && line.starts(with: "From ".utf8) {
                if Self.isRelated(line) { isRelated = true }
                continue
            }
            guard let colon = line.firstIndex(of: UInt8(ascii: ":")), colon - line.startIndex < 60,
                !line[..<colon].contains(0x20)
            else { return nil }
            let name = String(decoding: line[..<colon], as: UTF8.self).lowercased()
            if fields.contains(name) { found.insert(name) }
            if Self.isRelated(line) { isRelated = true }
        }
        // The fields that only a mail program writes.
        let isMail = !found.isDisjoint(with: ["received", "message-id", "mime-version", "return-path", "delivered-to"])
        guard found.count >= 3, isMail else { return nil }
        if found.contains("snapshot-content-location") || isRelated && !found.contains("received") {
            return "a web page that was saved as one file (MHTML): save it as HTML or PDF"
        }
        return "an e-mail message"
    }

    private static func isRelated(_ line: ArraySlice<UInt8>) -> Bool {
        String(decoding: line, as: UTF8.self).lowercased().contains("multipart/related")
    }
}
