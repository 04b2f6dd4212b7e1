// SPDX-License-Identifier: Apache-2.0
import CMD4C

/// md4c, which calls back for each block, span and piece of text. C types stop here.
enum MarkdownParser {
    /// False when there was no memory. The builder may end it early, which is no failure.
    static func parse(_ markdown: ArraySlice<UInt8>, hasTables: Bool, into builder: MarkdownBuilder) -> Bool {
        guard markdown.count < Int(MD_SIZE.max) else { return false }
        var parser = MD_PARSER()
        parser.flags = UInt32(MD_FLAG_STRIKETHROUGH | (hasTables ? MD_FLAG_TABLES : 0))
        // All are called on this thread, within md_parse.
        parser.enter_block = { kind, detail, context in
            MarkdownParser.of(context).enter(MarkdownParser.block(kind, detail)) ? 0 : 1
        }
        parser.leave_block = { kind, detail, context in
            MarkdownParser.of(context).leave(MarkdownParser.block(kind, detail)) ? 0 : 1
        }
        parser.enter_span = { _, _, _ in 0 }
        parser.leave_span = { _, _, _ in 0 }
        parser.text = { kind, characters, size, context in
            let bytes = UnsafeRawBufferPointer(start: characters, count: Int(size))
            return MarkdownParser.of(context).add(bytes, as: MarkdownParser.text(kind)) ? 0 : 1
        }
        let context = Unmanaged.passUnretained(builder).toOpaque()
        let status = markdown.withUnsafeBytes { raw in
            guard let start = raw.baseAddress, !raw.isEmpty else { return Int32(0) }
            return md_parse(start.assumingMemoryBound(to: MD_CHAR.self), MD_SIZE(raw.count), &parser, context)
        }
        return status >= 0
    }

    private static func of(_ context: UnsafeMutableRawPointer?) -> MarkdownBuilder {
        // The builder outlives md_parse: it is the caller's.
        Unmanaged<MarkdownBuilder>.fromOpaque(context.unsafelyUnwrapped).takeUnretainedValue()
    }

    private static func text(_ kind: MD_TEXTTYPE) -> MarkdownText {
        switch kind {
        case MD_TEXT_NULLCHAR: .nothing
        case MD_TEXT_BR: .lineBreak
        case MD_TEXT_SOFTBR: .softBreak
        case MD_TEXT_ENTITY: .reference
        case MD_TEXT_HTML: .html
        default: .characters
        }
    }

    private static func block(_ kind: MD_BLOCKTYPE, _ detail: UnsafeMutableRawPointer?) -> MarkdownBlock {
        switch kind {
        case MD_BLOCK_UL: .list(start: nil)
        case MD_BLOCK_OL:
            .list(start: Int(detail?.assumingMemoryBound(to: MD_BLOCK_OL_DETAIL.self).pointee.start ?? 1))
        case MD_BLOCK_LI: .entry
        case MD_BLOCK_H:
            .heading(level: Int(detail?.assumingMemoryBound(to: MD_BLOCK_H_DETAIL.self).pointee.level ?? 1))
        case MD_BLOCK_CODE: .code
        case MD_BLOCK_HTML: .html
        case MD_BLOCK_P: .paragraph
        case MD_BLOCK_TABLE: .table
        case MD_BLOCK_THEAD: .tableHead
        case MD_BLOCK_TR: .row
        case MD_BLOCK_TH, MD_BLOCK_TD: .cell
        default: .other
        }
    }
}

/// The blocks of Markdown that matter here.
enum MarkdownBlock: Equatable {
    case paragraph, code, html, entry, table, tableHead, row, cell, other
    /// With the first number, if it is numbered.
    case list(start: Int?)
    case heading(level: Int)
}

/// The pieces of text.
enum MarkdownText {
    case characters, softBreak, lineBreak, reference, html, nothing
}
