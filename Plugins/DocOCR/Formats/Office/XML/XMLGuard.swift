// SPDX-License-Identifier: Apache-2.0
import DocumentModel

/// Bounds what the parser gathers before it tells of anything.
///
/// Its own limits end with `XML_PARSE_HUGE`, which depths beyond 256 need. So the bytes between two events are counted
/// where they are read: one name, attribute, comment or CDATA section has to fit. And a tag's attributes are compared
/// with one another by the parser, each with each: a tag of a million would take hours.
struct XMLGuard {
    /// Bytes between two events. Pictures in attributes, which VML has, fit.
    static let span = 8 << 20
    /// Attributes of one element, and namespaces declared on one.
    static let attributes = 256
    /// Namespaces that are declared at one place of a document, on all elements around it together.
    static let namespaces = 4_096
    /// From here on a span's attributes are counted while they are read.
    private static let counted = 64 << 10

    private var bytes = 0
    private var equalSigns = 0
    /// Depth and number of the namespaces that are declared around here.
    private var declarations: [(depth: Int, count: Int)] = []
    private var declared = 0

    /// Something was told.
    @inline(__always) mutating func event() { bytes = 0 }

    /// More was read.
    /// - Returns: false when the span is too long.
    mutating func read(_ piece: UnsafeRawBufferPointer) -> Bool {
        if bytes == 0 { equalSigns = 0 }
        bytes += piece.count
        guard bytes > Self.counted else { return true }
        for (index, byte) in piece.enumerated() where byte == UInt8(ascii: "=") && index + 1 < piece.count {
            if piece[index + 1] == UInt8(ascii: "\"") || piece[index + 1] == UInt8(ascii: "'") { equalSigns += 1 }
        }
        return bytes <= Self.span && equalSigns <= 1_024
    }

    /// An element begins.
    /// - Returns: false when it has too many attributes or namespaces.
    @inline(__always) mutating func start(depth: Int, attributes: Int, namespaces: Int) -> Bool {
        if namespaces > 0 {
            declarations.append((depth, namespaces))
            declared += namespaces
        }
        return attributes <= Self.attributes && namespaces <= Self.attributes && declared <= Self.namespaces
    }

    @inline(__always) mutating func end(depth: Int) {
        if let last = declarations.last, last.depth == depth {
            declared -= last.count
            declarations.removeLast()
        }
    }
}
