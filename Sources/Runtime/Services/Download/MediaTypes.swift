// SPDX-License-Identifier: Apache-2.0

/// Which media types are wanted: a list such as `application/pdf, image/*`.
public struct MediaTypes: Sendable, Hashable {
    private let patterns: [String]

    /// Reads a list separated by commas; an empty one wants anything.
    public init(_ list: String) {
        patterns = list.split(separator: ",").map { Self.bare(String($0)) }.filter { !$0.isEmpty }
    }

    var isAny: Bool { patterns.isEmpty || patterns.contains("*/*") }

    /// - Parameter type: lower case, without parameters; an empty one is wanted only where anything is.
    public func admit(_ type: String) -> Bool {
        if isAny { return true }
        return patterns.contains { pattern in
            pattern == type || (pattern.hasSuffix("/*") && type.hasPrefix(pattern.dropLast(1)))
        }
    }

    /// A type in lower case, without parameters and white space.
    static func bare(_ type: String) -> String {
        let end = type.firstIndex(of: ";") ?? type.endIndex
        return type[..<end].lowercased().filter { !$0.isWhitespace }
    }
}

extension MediaTypes: CustomStringConvertible {
    public var description: String { isAny ? "any" : patterns.joined(separator: ", ") }
}
