// SPDX-License-Identifier: Apache-2.0

/// A number as decimal digits, so that rounding is that of paper and not of binary fractions.
struct DecimalDigits {
    private(set) var isNegative: Bool
    /// Without zeros at the front; none for zero.
    private var digits: [UInt8]
    /// Digits before the point; may be negative.
    private var point: Int

    /// nil for what is no number.
    init?(_ value: Double) {
        guard value.isFinite else { return nil }
        isNegative = value < 0
        digits = []
        point = 0
        var exponent = 0
        var seenPoint = false
        // The shortest text that means this number, such as 1.5e-07.
        let text = value.magnitude.description
        var bytes = Array(text.utf8)
        if let mark = bytes.firstIndex(of: UInt8(ascii: "e")) {
            exponent = Int(String(decoding: bytes[(mark + 1)...], as: UTF8.self)) ?? 0
            bytes.removeSubrange(mark...)
        }
        for byte in bytes {
            if byte == UInt8(ascii: ".") {
                seenPoint = true
            } else {
                digits.append(byte - 48)
                if !seenPoint { point += 1 }
            }
        }
        point += exponent
        normalize()
        // More than 15 digits is noise: so programs show 0.1 + 0.2.
        round(to: 15)
    }

    var isZero: Bool { digits.isEmpty }

    /// The power of ten of the first digit.
    var magnitude: Int { digits.isEmpty ? 0 : point - 1 }

    mutating func shift(_ places: Int) { if !digits.isEmpty { point += places } }

    mutating func makePositive() { isNegative = false }

    /// Keeps so many digits behind the point.
    mutating func round(decimals: Int) { round(to: point + decimals) }

    private mutating func round(to count: Int) {
        guard count < digits.count else { return }
        guard count >= 0 else {
            digits = []
            return normalize()
        }
        let up = digits[count] >= 5
        digits.removeSubrange(count...)
        if up {
            var index = count - 1
            while index >= 0, digits[index] == 9 {
                digits[index] = 0
                index -= 1
            }
            if index >= 0 {
                digits[index] += 1
            } else {
                digits.insert(1, at: 0)
                point += 1
            }
        }
        normalize()
    }

    private mutating func normalize() {
        while digits.first == 0 {
            digits.removeFirst()
            point -= 1
        }
        while digits.last == 0 { digits.removeLast() }
        if digits.isEmpty {
            point = 0
            isNegative = false
        }
    }

    /// Without sign.
    /// - Parameters:
    ///   - whole: digits before the point, at least.
    ///   - decimals: digits behind it, at least; more follow when there are more.
    ///   - separator: between groups of three digits.
    func text(whole: Int, decimals: Int, separator: String = "") -> String {
        var before: [UInt8] = point > 0 ? Array(digits.prefix(point)) : []
        if point > digits.count { before += [UInt8](repeating: 0, count: point - digits.count) }
        if before.count < whole { before.insert(contentsOf: [UInt8](repeating: 0, count: whole - before.count), at: 0) }
        var behind: [UInt8] = []
        if !digits.isEmpty, point < digits.count {
            behind = point < 0 ? [UInt8](repeating: 0, count: -point) + digits : Array(digits.dropFirst(point))
        }
        while behind.count < decimals { behind.append(0) }
        var text = ""
        for (index, digit) in before.enumerated() {
            if index > 0, !separator.isEmpty, (before.count - index) % 3 == 0 { text += separator }
            text.unicodeScalars.append(UnicodeScalar(digit + 48))
        }
        guard !behind.isEmpty else { return text }
        text += "."
        for digit in behind { text.unicodeScalars.append(UnicodeScalar(digit + 48)) }
        return text
    }

    /// As a cell without a format shows it.
    var general: String {
        let sign = isNegative ? "-" : ""
        if digits.isEmpty { return "0" }
        if point > 21 || point < -9 {
            var mantissa = self
            mantissa.point = 1
            return sign + mantissa.text(whole: 1, decimals: 0) + "E" + (point > 0 ? "+" : "") + String(point - 1)
        }
        return sign + text(whole: 1, decimals: 0)
    }
}
