// SPDX-License-Identifier: Apache-2.0

/// Why a schema cannot be used: it is malformed, too large, or asks for what is not understood here. Found when the
/// schema is compiled, so that no value is ever let through because a keyword was overlooked.
public struct SchemaProblem: Error, Sendable, Hashable, CustomStringConvertible {
    /// Where in the schema, as a JSON pointer in a fragment: `#/properties/name/pattern`.
    public let place: String
    /// What is wrong there.
    public let trouble: String

    /// A sentence for people.
    public var description: String { "the schema at \(place): \(trouble)" }

    init(_ place: String, _ trouble: String) {
        self.place = place.bounded(to: 256)
        self.trouble = trouble.bounded(to: 512)
    }
}

/// Where a value does not fit its schema. Nothing of the value is in it but names of members and sizes.
public struct Violation: Sendable, Hashable, CustomStringConvertible {
    /// JSON pointer to the value; empty for the whole.
    public let path: String
    /// What the schema asks for, such as `a string of at least 3 characters`.
    public let expected: String
    /// What is there, such as `a number`.
    public let found: String

    /// A violation; texts are cut to fit a message.
    public init(path: String, expected: String, found: String) {
        self.path = path.bounded(to: 256)
        self.expected = expected.bounded(to: 512)
        self.found = found.bounded(to: 128)
    }

    /// A sentence without the path.
    public var message: String { "expected \(expected), found \(found)" }
    /// A sentence for people.
    public var description: String { "\(path.isEmpty ? "the value" : path): \(message)" }
}

extension String {
    /// Its beginning, at most so many characters, on one line.
    func bounded(to limit: Int) -> String {
        var text = ""
        for scalar in unicodeScalars.prefix(limit) {
            text.unicodeScalars.append(scalar.properties.generalCategory == .control ? " " : scalar)
        }
        return unicodeScalars.count > limit ? text + "…" : text
    }

    /// As a segment of a JSON pointer (RFC 6901).
    var pointerSegment: String {
        var text = ""
        for character in unicodeScalars {
            switch character {
            case "~": text += "~0"
            case "/": text += "~1"
            default: text.unicodeScalars.append(character)
            }
        }
        return text
    }
}
