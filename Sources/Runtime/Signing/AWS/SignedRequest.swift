// SPDX-License-Identifier: Apache-2.0

/// The parts of a request that a signature covers, not yet encoded. The URL is made from here too, so that what is
/// sent and what is signed cannot differ.
public struct SignedRequest: Sendable {
    /// In capital letters.
    public var method: String
    /// Decoded; begins with `/`.
    public var path: String
    /// Decoded names and values, in any order.
    public var query: [(name: String, value: String)]
    /// Everything that is signed; `host` must be among them.
    public var headers: [(name: String, value: String)]
    /// SHA-256 of the body, lowercase hexadecimal, or `UNSIGNED-PAYLOAD`.
    public var contentHash: String

    public init(
        method: String,
        path: String,
        query: [(name: String, value: String)] = [],
        headers: [(name: String, value: String)],
        contentHash: String = SignatureV4.emptyHash
    ) {
        self.method = method
        self.path = path
        self.query = query
        self.headers = headers
        self.contentHash = contentHash
    }

    /// Path and query as they stand in the URL.
    public var target: String { encodedPath + (query.isEmpty ? "" : "?" + canonicalQuery) }

    private var encodedPath: String { PercentEncoding.encode(path, keepingSlashes: true) }

    /// Sorted by encoded name, then value; `=` behind a name without value too.
    private var canonicalQuery: String {
        query.map { (PercentEncoding.encode($0.name), PercentEncoding.encode($0.value)) }
            .sorted { $0.0 == $1.0 ? Self.isBefore($0.1, $1.1) : Self.isBefore($0.0, $1.0) }
            .map { "\($0.0)=\($0.1)" }
            .joined(separator: "&")
    }

    /// Names in lower case, sorted; values without blanks at their ends, and with one for several within.
    private var canonicalHeaders: [(name: String, value: String)] {
        headers.map { header in
            let words = header.value.split { $0 == " " || $0 == "\t" }
            return (header.name.lowercased(), words.joined(separator: " "))
        }
        .sorted { Self.isBefore($0.name, $1.name) }
    }

    var signedHeaders: String { canonicalHeaders.map(\.name).joined(separator: ";") }

    var canonicalForm: String {
        let lines = canonicalHeaders.map { "\($0.name):\($0.value)\n" }.joined()
        return "\(method)\n\(encodedPath)\n\(canonicalQuery)\n\(lines)\n\(signedHeaders)\n\(contentHash)"
    }

    /// By bytes, whatever Unicode thinks of the characters.
    private static func isBefore(_ left: String, _ right: String) -> Bool {
        left.utf8.lexicographicallyPrecedes(right.utf8)
    }
}
