// SPDX-License-Identifier: Apache-2.0
import DocumentModel

/// Tells what cannot be text of eight-bit characters: control characters have no place in it but a few.
enum BinaryLook {
    /// Looks at the beginning, the middle and the end.
    /// - Throws: `unsupported`.
    static func refuse(_ bytes: UnsafeRawBufferPointer) throws(ReadingError) {
        guard !bytes.isEmpty else { return }
        let window = 64 << 10
        for start in [0, max(0, bytes.count / 2 - window / 2), max(0, bytes.count - window)] {
            let part = bytes[start..<min(bytes.count, start + window)]
            guard isBinary(UnsafeRawBufferPointer(rebasing: part)) else { continue }
            throw ReadingError(
                .unsupported,
                "the file is not text: it holds control characters that no text has; give the file in a format that is "
                    + "read, such as PDF, Word, HTML or plain text"
            )
        }
    }

    private static func isBinary(_ bytes: UnsafeRawBufferPointer) -> Bool {
        var zeros = 0
        var controls = 0
        for byte in bytes where byte < 0x20 || byte == 0x7F {
            switch byte {
            case 0: zeros += 1
            // Tab, line ends, form feed; backspace, escape and the shifts of terminals and ISO-2022; DOS's end of file.
            case 0x08...0x0D, 0x0E, 0x0F, 0x1A, 0x1B: break
            default: controls += 1
            }
        }
        // Zeros that fill a file up are at its end and come in a row; a few lost ones are forgiven.
        let isShort = bytes.count < 64
        if zeros > 2 && zeros * 200 > bytes.count || isShort && zeros * 8 > bytes.count { return true }
        return (controls > 2 || isShort) && controls * 50 > bytes.count
    }
}
