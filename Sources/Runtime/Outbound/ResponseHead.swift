// SPDX-License-Identifier: Apache-2.0

/// Collects status and headers from the lines of an answer; what an interim answer (1xx) said is forgotten,
/// trailers are not taken.
struct ResponseHead {
    /// Bytes of all lines together, interim answers and trailers included.
    static let limit = 65_536

    private(set) var headers: [(name: String, value: String)] = []
    /// The status of the newest answer that began; 0 before there is one.
    private(set) var status = 0
    private var size = 0
    private var isComplete = false

    /// Takes one line with its line end.
    /// - Returns: false if the limit is passed; the transfer should end then.
    mutating func take(_ line: some Collection<UInt8>) -> Bool {
        size += line.count
        guard size <= Self.limit else { return false }
        if line.starts(with: "HTTP/".utf8) {
            headers = []
            isComplete = false
            status = Self.status(line)
        } else if line.allSatisfy({ $0 == 0x0D || $0 == 0x0A }) {
            isComplete = true
        } else if !isComplete {
            takeHeader(line)
        }
        return true
    }

    /// Whether the length of the body is announced in no way, or in one way. libcurl takes the last of several
    /// lengths and ignores one too large for it, so a cut body would pass for a whole one.
    var hasUsableLength: Bool {
        let lengths = Set(headers.lazy.filter { $0.name == "content-length" }.map(\.value))
        return lengths.isEmpty || (lengths.count == 1 && lengths.allSatisfy { Int($0).map { $0 >= 0 } ?? false })
    }

    /// The three digits behind the protocol's version.
    private static func status(_ line: some Collection<UInt8>) -> Int {
        let digits = line.drop { $0 != 0x20 }.dropFirst().prefix(3)
        return digits.allSatisfy { (0x30...0x39).contains($0) } ? digits.reduce(0) { $0 * 10 + Int($1 - 0x30) } : 0
    }

    private mutating func takeHeader(_ line: some Collection<UInt8>) {
        if let first = line.first, first == 0x20 || first == 0x09 {
            // Obsolete folding (RFC 9112, 5.2): part of the value before.
            guard let last = headers.indices.last else { return }
            headers[last].value += " " + Self.trimmed(line)
        } else if let colon = line.firstIndex(of: UInt8(ascii: ":")) {
            let name = String(decoding: line[..<colon], as: UTF8.self).lowercased()
            headers.append((name, Self.trimmed(line[line.index(after: colon)...])))
        }
    }

    private static func trimmed(_ bytes: some Collection<UInt8>) -> String {
        let isBlank = { (byte: UInt8) in byte == 0x20 || byte == 0x09 || byte == 0x0D || byte == 0x0A }
        let end = bytes.reversed().drop(while: isBlank).reversed()
        return String(decoding: end.drop(while: isBlank), as: UTF8.self)
    }
}
