// SPDX-License-Identifier: Apache-2.0

/// A value of a YAML document, with the place where it begins.
struct YAMLNode: Sendable {
    indirect enum Content: Sendable {
        /// - Parameter isPlain: written without quotes: `80` may be a number, `"80"` is text.
        case scalar(String, isPlain: Bool)
        case list([YAMLNode])
        case mapping([Member])
    }

    struct Member: Sendable {
        var name: String
        var place: Place
        var value: YAMLNode
    }

    var content: Content
    var place: Place

    /// Nothing was written: as if the key were not there.
    var isNothing: Bool {
        if case .scalar(let text, isPlain: true) = content { return ["", "~", "null"].contains(text) }
        return false
    }

    /// What it is, for a sentence. Never a value: it could be a secret.
    var kind: String {
        switch content {
        case .scalar: isNothing ? "nothing" : "a single value"
        case .list: "a list"
        case .mapping: "keys of its own"
        }
    }
}

/// Where something stands in a file; both from 1.
public struct Place: Sendable, Hashable {
    public var line: Int
    public var column: Int

    public init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }
}

/// What is wrong with a document.
struct YAMLProblem: Error, Hashable {
    var place: Place
    var expected: String
    var found: String
    var remedy: String
}
