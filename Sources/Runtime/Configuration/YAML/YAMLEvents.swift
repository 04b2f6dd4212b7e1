// SPDX-License-Identifier: Apache-2.0
import CYAML

/// libyaml's events of one document, as values. Not for use by two threads at once.
final class YAMLEvents {
    enum Event {
        case scalar(String, isPlain: Bool)
        case listBegins, mappingBegins, collectionEnds
        case alias(String)
        /// A document or the whole begins or ends.
        case documentBegins, documentEnds, end, other
    }

    struct Found {
        var event: Event
        var place: Place
        var anchor: String?
        var tag: String?
    }

    /// On the heap: the parser keeps a pointer to itself.
    private let parser = UnsafeMutablePointer<yaml_parser_t>.allocate(capacity: 1)
    private let bytes: UnsafeMutableBufferPointer<UInt8>

    /// Nil when there is no memory.
    init?(_ text: String) {
        let source = Array(text.utf8)
        bytes = .allocate(capacity: max(1, source.count))
        _ = bytes.initialize(from: source)
        parser.initialize(to: yaml_parser_t())
        guard yaml_parser_initialize(parser) == 1 else {
            // `deinit` runs all the same: libyaml leaves a parser that it could not make all zero, which may be deleted.
            return nil
        }
        // "The application is responsible for destroying the buffer": it lives as long as this object.
        yaml_parser_set_input_string(parser, bytes.baseAddress, source.count)
        yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
    }

    deinit {
        yaml_parser_delete(parser)
        parser.deallocate()
        bytes.deallocate()
    }

    func next() throws(YAMLProblem) -> Found {
        var event = yaml_event_t()
        guard yaml_parser_parse(parser, &event) == 1 else { throw problem }
        defer { yaml_event_delete(&event) }
        var found = Found(event: .other, place: Self.place(event.start_mark))
        switch event.type {
        case YAML_SCALAR_EVENT:
            let scalar = event.data.scalar
            let value = UnsafeRawBufferPointer(start: scalar.value, count: Int(scalar.length))
            found.event = .scalar(
                String(decoding: value, as: UTF8.self),
                isPlain: scalar.style == YAML_PLAIN_SCALAR_STYLE
            )
            found.anchor = Self.text(scalar.anchor)
            found.tag = Self.text(scalar.tag)
        case YAML_SEQUENCE_START_EVENT:
            found.event = .listBegins
            found.anchor = Self.text(event.data.sequence_start.anchor)
            found.tag = Self.text(event.data.sequence_start.tag)
        case YAML_MAPPING_START_EVENT:
            found.event = .mappingBegins
            found.anchor = Self.text(event.data.mapping_start.anchor)
            found.tag = Self.text(event.data.mapping_start.tag)
        case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT: found.event = .collectionEnds
        case YAML_ALIAS_EVENT: found.event = .alias(Self.text(event.data.alias.anchor) ?? "")
        case YAML_DOCUMENT_START_EVENT: found.event = .documentBegins
        case YAML_DOCUMENT_END_EVENT: found.event = .documentEnds
        case YAML_STREAM_END_EVENT: found.event = .end
        default: break
        }
        return found
    }

    /// libyaml's own words name characters and constructs, never the text around them.
    private var problem: YAMLProblem {
        let said = parser.pointee.problem.map { String(cString: $0) } ?? "no memory left"
        return YAMLProblem(
            place: Self.place(parser.pointee.problem_mark),
            expected: "YAML",
            // Its sentences begin so, some of them.
            found: said.hasPrefix("found ") ? String(said.dropFirst(6)) : said,
            remedy: "Indent with spaces, write `key: value`, and put values with special characters in quotes."
        )
    }

    private static func place(_ mark: yaml_mark_t) -> Place {
        Place(line: Int(mark.line) + 1, column: Int(mark.column) + 1)
    }

    private static func text(_ bytes: UnsafeMutablePointer<UInt8>?) -> String? { bytes.map { String(cString: $0) } }
}
