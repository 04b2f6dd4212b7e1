// SPDX-License-Identifier: GPL-3.0-or-later

/// The sign or number that an entry of a list begins with.
struct LineMarker: Hashable {
    /// nil: a bullet.
    var number: String?
    /// The bullet itself; empty for numbers.
    var sign: [UInt8] = []
    /// Bytes of the line that it takes, with the blank after it.
    var length: Int

    /// A dash or an asterisk, which may stand for something else.
    var isWeak: Bool {
        number != nil || [[0x2D], [0x2A], [0xE2, 0x80, 0x93], [0xE2, 0x80, 0x94], [0x6F]].contains(sign)
    }

    private static let bullets: Set<[UInt8]> = Set(
        "•◦▪▫‣⁃∙●○■□►▶➢➤✓✔❖◆◇·–—∗★☐☑".map { Array(String($0).utf8) }
    )

    init?(_ text: ArraySlice<UInt8>) {
        guard let blank = text.prefix(12).firstIndex(of: UInt8(ascii: " ")), blank + 1 < text.endIndex else {
            return nil
        }
        let mark = text[text.startIndex..<blank]
        length = mark.count + 1
        let bytes = Array(mark)
        if Self.isBullet(bytes) {
            sign = bytes
        } else if let number = Self.number(bytes) {
            self.number = number
        } else {
            return nil
        }
    }

    private static func isBullet(_ bytes: [UInt8]) -> Bool {
        if bytes == [UInt8(ascii: "-")] || bytes == [UInt8(ascii: "*")] || bytes == [UInt8(ascii: "o")] { return true }
        // The private characters of symbol fonts.
        if bytes.count == 3, bytes[0] == 0xEF, bytes[1] <= 0xA3, bytes[1] >= 0x80 { return true }
        return bullets.contains(bytes)
    }

    /// `3.`, `3)`, `(3)`, `b)`, `iv.`: what stands in them.
    private static func number(_ bytes: [UInt8]) -> String? {
        guard let last = bytes.last, bytes.count >= 2, last == UInt8(ascii: ".") || last == UInt8(ascii: ")") else {
            return nil
        }
        var inner = bytes.dropLast()
        if inner.first == UInt8(ascii: "(") {
            guard last == UInt8(ascii: ")") else { return nil }
            inner = inner.dropFirst()
        }
        guard !inner.isEmpty else { return nil }
        let isNumber = inner.count <= 3 && inner.allSatisfy(LineText.isDigit)
        let isLetter = inner.count == 1 && inner.allSatisfy { ($0 | 0x20) >= 0x61 && ($0 | 0x20) <= 0x7A }
        let isRoman = inner.count <= 5 && inner.allSatisfy { [0x69, 0x76, 0x78].contains($0) }
        return isNumber || isLetter || isRoman ? String(decoding: inner, as: UTF8.self) : nil
    }

    /// Goes on in the list of another.
    func follows(_ other: LineMarker) -> Bool {
        guard let number, let before = other.number else {
            return number == nil && other.number == nil && sign == other.sign
        }
        if let value = Int(number), let last = Int(before) { return value == last + 1 }
        return number.utf8.count == 1 && before.utf8.count == 1
            ? number.utf8.first! == before.utf8.first! &+ 1 : number != before
    }
}
