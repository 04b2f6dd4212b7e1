// SPDX-License-Identifier: Apache-2.0
import DocumentModel
import PlainFormats

/// Which of the kinds of text some bytes are.
struct TextLook {
    /// The beginning, as UTF-8.
    private let head: [UInt8]
    /// The bytes are Unicode or ASCII, so that they are text without doubt.
    let isUnicode: Bool

    private static let reach = 256 << 10

    /// Nil: no text at all.
    init?(_ bytes: UnsafeRawBufferPointer) {
        // In UTF-32 a cut at a multiple of four is at the end of a character.
        let part = UnsafeRawBufferPointer(rebasing: bytes[..<min(bytes.count, Self.reach)])
        guard let text = try? TextBytes.decode(part, maximumBytes: Self.reach * 2) else { return nil }
        head = text.utf8
        isUnicode = text.characterSet.hasPrefix("UTF-")
    }

    func kind(name: String?, mediaType: String?) throws(ReadingError) -> FileKind {
        let start = head.firstIndex { $0 > 0x20 } ?? head.count
        let visible = head[start...]
        if visible.first == UInt8(ascii: "<") {
            let markup = MarkupLook(visible)
            if markup.isHTML { return .html }
            if let other = markup.unreadable { throw Unreadable.error(other) }
        }
        if let message = MessageLook.kind(of: visible) { throw Unreadable.error(message) }
        switch TextKind.of(head, hint: Self.hint(name, mediaType)) {
        case .plain: return .plain
        case .markdown: return .markdown
        case .delimited: return .csv
        }
    }

    /// What a name or a media type says of a text.
    private static func hint(_ name: String?, _ mediaType: String?) -> TextKind? {
        let ending = name.flatMap { $0.split(separator: ".").last.map { $0.lowercased() } }
        switch ending {
        case "csv", "tsv", "tab": return .delimited
        case "md", "markdown", "mdown", "mkd": return .markdown
        case "txt", "text", "log", "rst", "asc": return .plain
        default: break
        }
        let type = mediaType?.prefix { $0 != ";" }.filter { $0 != " " }.lowercased()
        switch type {
        case "text/csv", "text/tab-separated-values", "application/csv": return .delimited
        case "text/markdown", "text/x-markdown": return .markdown
        default: return nil
        }
    }
}
