// SPDX-License-Identifier: Apache-2.0

/// Tesseract sets blanks between characters of scripts that are written without.
enum CJKBlanks {
    /// The line without blanks between two ideographs, kana or their punctuation.
    static func removed(from line: Substring) -> String {
        guard line.unicodeScalars.contains(where: isWithout) else { return String(line).trimmed }
        var result = String.UnicodeScalarView()
        var pending = false
        for scalar in line.unicodeScalars {
            if scalar == " " {
                pending = !result.isEmpty
                continue
            }
            if pending, let last = result.last, !(isWithout(last) && isWithout(scalar)) { result.append(" ") }
            pending = false
            result.append(scalar)
        }
        return String(result)
    }

    /// Ideographs, kana, and the punctuation and full-width forms that go with them.
    static func isWithout(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x3000...0x30FF, 0x31F0...0x31FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xF900...0xFAFF, 0xFF00...0xFFEF,
            0x20000...0x2FA1F:
            true
        default: false
        }
    }
}

extension String {
    /// Without blanks at both ends.
    var trimmed: String {
        var text = Substring(self)
        while text.first?.isWhitespace == true { text.removeFirst() }
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }
}
