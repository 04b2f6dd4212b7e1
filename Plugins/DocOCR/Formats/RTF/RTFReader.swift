// SPDX-License-Identifier: Apache-2.0
public import DocumentModel

/// Reads RTF, any version, as its writers write it rather than as the specification has it.
/// Source: Microsoft's Rich Text Format Specification 1.9.1.
public enum RTFReader {
    /// Whether these first bytes of a file are of RTF; 64 are enough.
    public static func recognises(_ bytes: UnsafeRawBufferPointer) -> Bool {
        var rest = bytes[...]
        if rest.starts(with: [0xEF, 0xBB, 0xBF]) { rest = rest.dropFirst(3) }
        rest = rest.prefix(64).drop { $0 == 0x20 || $0 == 0x09 || $0 == 0x0A || $0 == 0x0D }
        return rest.starts(with: Array("{\\rtf".utf8)) || rest.starts(with: Array("{\\urtf".utf8))
    }

    /// The text of a file. Time and memory are linear in its size; what is broken in it costs what it breaks, with a
    /// warning.
    ///
    /// Headers, footers, hidden and deleted text are left out; of fields, results are kept; footnotes, text boxes and
    /// comments come as notes at the end.
    public static func read(
        _ bytes: UnsafeRawBufferPointer,
        limits: ReadingLimits
    ) throws(ReadingError) -> ReadDocument {
        guard recognises(bytes) else {
            throw ReadingError(.unsupported, "this is no RTF file: it does not begin with {\\rtf")
        }
        var parser = RTFParser(bytes, limits: limits)
        return parser.parse()
    }
}
