// SPDX-License-Identifier: Apache-2.0
import UnicodeConverter

/// Bytes of one character set as UTF-8, piece by piece: a character that is cut between two pieces comes out whole.
///
///     let decoder = TextDecoder(codePage: .windows(1251))
///     decoder?.decode(bytes, into: &text, isLast: true)
///
/// It belongs to one thread. ICU's tables are in its library, so that nothing is opened in the sandbox.
public final class TextDecoder {
    private let converter: OpaquePointer
    private var buffer = [UInt8](repeating: 0, count: 16 << 10)

    /// A decoder by the name of a character set as standards, mail and the web write it (`KOI8-R`, `shift_jis`, `GBK`);
    /// nil when ICU knows none of that name.
    public init?(name: String) {
        guard name.utf8.count < 64, let converter = unicode_converter_open(name) else { return nil }
        self.converter = converter
    }

    /// A decoder of a code page; nil when there is none for it.
    public convenience init?(codePage: CodePage) {
        guard let name = codePage.converterName else { return nil }
        self.init(name: name)
    }

    deinit { unicode_converter_close(converter) }

    /// Bytes or sequences so far that stand for no character; each came out as U+FFFD.
    public var substitutions: Int { Int(truncatingIfNeeded: unicode_converter_substitutions(converter)) }

    /// Begins another stream; `substitutions` goes on counting.
    public func reset() { unicode_converter_reset(converter) }

    /// Appends the text of a piece, as UTF-8. With `isLast` an unfinished character at the end becomes U+FFFD and another
    /// stream may follow.
    public func decode(_ bytes: UnsafeRawBufferPointer, into text: inout [UInt8], isLast: Bool) {
        let source = bytes.assumingMemoryBound(to: UInt8.self)
        var offset = 0
        while true {
            var consumed = 0
            var written = 0
            let rest = UnsafeBufferPointer(rebasing: source[offset...])
            let state = buffer.withUnsafeMutableBufferPointer { room in
                unicode_converter_decode(
                    converter,
                    rest.baseAddress,
                    rest.count,
                    &consumed,
                    room.baseAddress,
                    room.count,
                    &written,
                    isLast ? 1 : 0
                )
            }
            text.append(contentsOf: buffer[..<written])
            offset += consumed
            // A refusal is not known to happen with the counting callback; if it does, the rest of the piece is tried.
            if state == 0 || state < 0 && (consumed == 0 || offset >= source.count) { break }
        }
        if isLast { reset() }
    }

    /// Appends the text of a piece.
    public func decode(_ bytes: UnsafeRawBufferPointer, into text: inout String, isLast: Bool) {
        var piece: [UInt8] = []
        piece.reserveCapacity(bytes.count)
        decode(bytes, into: &piece, isLast: isLast)
        text += String(decoding: piece, as: UTF8.self)
    }

    /// The text of a whole stream.
    public func decode(_ bytes: [UInt8]) -> String {
        var text = ""
        bytes.withUnsafeBytes { decode($0, into: &text, isLast: true) }
        return text
    }
}
