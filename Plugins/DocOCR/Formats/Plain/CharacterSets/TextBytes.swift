// SPDX-License-Identifier: Apache-2.0
public import DocumentModel
import Encodings

/// Bytes as text: their character set is found and they become UTF-8.
///
/// In this order: a byte order mark; UTF-16 and UTF-32 by where their zero bytes stand; strict UTF-8; what escape sequences
/// announce (ISO-2022, HZ); what the file declares, if the bytes can be that; and else the set, of those that are in use,
/// in which the bytes make the most plausible text (`CharacterSetGuess`).
public enum TextBytes {
    /// The text.
    /// - Parameters:
    ///   - declared: character sets that the file itself names, the most reliable first; a name that is unknown or that
    ///     the bytes cannot be is passed over.
    ///   - maximumBytes: of UTF-8; what is beyond is left out, and the result says so.
    /// - Throws: `unsupported` when the bytes are no text in any character set.
    public static func decode(
        _ bytes: UnsafeRawBufferPointer,
        declared: [String] = [],
        maximumBytes: Int
    ) throws(ReadingError) -> DecodedText {
        if let mark = ByteOrderMark(bytes) {
            return converted(mark.rest(of: bytes), mark.characterSet, maximumBytes)
        }
        if let name = ZeroBytePattern.characterSet(of: bytes) { return converted(bytes, name, maximumBytes) }
        try BinaryLook.refuse(bytes)
        let look = UTF8Look(bytes)
        if look.isASCII, let name = EscapeSequences.characterSet(of: bytes) {
            return converted(bytes, name, maximumBytes)
        }
        if look.isUTF8 { return unchanged(bytes, look, maximumBytes) }
        let sample = TextSample(bytes)
        for label in declared {
            if let set = CharacterSetLabels.set(for: label), set.fits(sample),
                !CharacterSetGuess.isImplausible(set.name, for: sample)
            {
                return converted(bytes, set.name, maximumBytes)
            }
        }
        return converted(bytes, CharacterSetGuess.name(for: sample), maximumBytes)
    }

    /// UTF-8 already: broken sequences, if there are a few, are replaced.
    private static func unchanged(_ bytes: UnsafeRawBufferPointer, _ look: UTF8Look, _ maximum: Int) -> DecodedText {
        var end = min(bytes.count, max(maximum, 0))
        // Not within a character: continuation bytes are stepped over, at most three.
        while end < bytes.count, end > 0, bytes[end] & 0xC0 == 0x80 { end -= 1 }
        let part = UnsafeRawBufferPointer(rebasing: bytes[..<end])
        if look.broken == 0 {
            return DecodedText(utf8: Array(part), characterSet: "UTF-8", isCut: end < bytes.count)
        }
        var text = String(decoding: part, as: UTF8.self)
        return DecodedText(
            utf8: text.withUTF8 { Array($0) },
            characterSet: "UTF-8",
            replaced: look.broken,
            isCut: end < bytes.count
        )
    }

    /// The bytes go through the converter in pieces, so that no more is held than was asked for.
    private static func converted(_ bytes: UnsafeRawBufferPointer, _ name: String, _ maximum: Int) -> DecodedText {
        var result = DecodedText(utf8: [], characterSet: name)
        if name == "UTF-8" {
            let look = UTF8Look(bytes)
            return unchanged(bytes, look, maximum)
        }
        result.utf8.reserveCapacity(min(maximum, bytes.count * 2) + 4096)
        let set = CharacterSet(name: name)
        guard let decoder = set.decoder() else { return unchanged(bytes, UTF8Look(bytes), maximum) }
        var offset = 0
        while offset < bytes.count, result.utf8.count < maximum {
            let end = min(bytes.count, offset + 64 << 10)
            decoder(UnsafeRawBufferPointer(rebasing: bytes[offset..<end]), &result, end == bytes.count)
            offset = end
        }
        if result.utf8.count > maximum {
            var end = max(maximum, 0)
            while end > 0, result.utf8[end] & 0xC0 == 0x80 { end -= 1 }
            result.utf8.removeSubrange(end...)
            result.isCut = true
        }
        if offset < bytes.count { result.isCut = true }
        return result
    }
}
