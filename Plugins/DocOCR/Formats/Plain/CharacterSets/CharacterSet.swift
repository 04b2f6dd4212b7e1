// SPDX-License-Identifier: Apache-2.0
import Encodings

/// A character set by name, and how its bytes become UTF-8.
struct CharacterSet: Hashable {
    let name: String

    /// What decodes a stream, piece by piece, counting what it replaces; nil when the name is not known.
    func decoder() -> ((UnsafeRawBufferPointer, inout DecodedText, Bool) -> Void)? {
        if let upper = OwnCharacterSets.upperHalf(of: name) {
            return { bytes, result, _ in
                for byte in bytes {
                    let scalar =
                        byte < 0x80
                        ? OwnCharacterSets.control(byte, in: name) ?? Unicode.Scalar(byte) : upper[Int(byte) - 0x80]
                    result.utf8.append(
                        contentsOf: Unicode.UTF8.encode(scalar) ?? Unicode.UTF8.encodedReplacementCharacter
                    )
                }
            }
        }
        guard let decoder = TextDecoder(name: name) else { return nil }
        return { bytes, result, isLast in
            decoder.decode(bytes, into: &result.utf8, isLast: isLast)
            result.replaced = decoder.substitutions
        }
    }

    /// Bytes of the sample as this set; nil when the set is not known.
    func text(of sample: TextSample) -> DecodedText? {
        guard let decode = decoder() else { return nil }
        var result = DecodedText(utf8: [], characterSet: name)
        sample.bytes.withUnsafeBytes { decode($0, &result, true) }
        return result
    }

    /// The bytes can be that: nothing in them has no character, but for one in a thousand.
    func fits(_ sample: TextSample) -> Bool {
        guard let text = text(of: sample) else { return false }
        return text.replaced <= 1 + sample.highBytes / 1000
    }
}
