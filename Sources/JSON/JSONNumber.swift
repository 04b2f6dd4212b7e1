// SPDX-License-Identifier: Apache-2.0

/// A JSON number as it was written. Comparing and dividing are exact, for numbers of any size: nothing is rounded.
public struct JSONNumber: Sendable {
    /// The number in JSON's grammar.
    public let text: String

    /// - Parameter text: in JSON's grammar; the reader has checked it.
    init(text: String) { self.text = text }

    /// A whole number.
    public init(_ integer: Int64) { text = String(integer) }

    /// Nil for what is no number or infinite.
    public init?(_ double: Double) {
        guard double.isFinite else { return nil }
        text = "\(double)"
    }

    /// The integer, when it is written as one and fits.
    public var integer: Int64? { Int64(text) }
    /// The nearest double; infinite when it is larger than any.
    public var double: Double { Double(text) ?? .nan }
    /// Whether it is a whole number, however it is written: `1.0` is one.
    public var isWhole: Bool { integer != nil || decimal.exponent >= 0 }

    /// Whether it is a whole multiple of another that is not 0. Nil when the other has more than 18 digits.
    public func isMultiple(of other: JSONNumber) -> Bool? {
        let (number, divisor) = (decimal, other.decimal)
        guard !number.digits.isEmpty else { return true }
        guard !divisor.digits.isEmpty, divisor.digits.count <= 18 else { return nil }
        // Neither has a zero at its end, so a divisor with a larger power of ten divides nothing.
        guard number.exponent >= divisor.exponent else { return false }
        let modulus = divisor.digits.reduce(UInt64(0)) { $0 * 10 + UInt64($1) }
        let mantissa = number.digits.reduce(UInt64(0)) { ($0 * 10 + UInt64($1)) % modulus }
        return Self.product(mantissa, Self.power(10, number.exponent - divisor.exponent, modulus), modulus) == 0
    }

    private static func product(_ left: UInt64, _ right: UInt64, _ modulus: UInt64) -> UInt64 {
        let wide = left.multipliedFullWidth(by: right)
        return modulus.dividingFullWidth((wide.high % modulus, wide.low)).remainder
    }

    private static func power(_ base: UInt64, _ exponent: Int, _ modulus: UInt64) -> UInt64 {
        var (result, square, rest) = (1 % modulus, base % modulus, exponent)
        while rest > 0 {
            if rest & 1 == 1 { result = product(result, square, modulus) }
            square = product(square, square, modulus)
            rest >>= 1
        }
        return result
    }

    /// The number as digits × 10^exponent, digits without zeros at either end.
    private struct Decimal: Hashable {
        var isNegative = false
        var digits: [UInt8] = []
        var exponent = 0
    }

    private var decimal: Decimal {
        var decimal = Decimal()
        var isFraction = false
        var rest = Array(text.utf8)[...]
        if rest.first == UInt8(ascii: "-") {
            decimal.isNegative = true
            rest = rest.dropFirst()
        }
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: ".") {
                isFraction = true
            } else if byte | 0x20 == UInt8(ascii: "e") {
                // What no reader could hold is as good as this.
                let limit = 1_000_000_000
                let sign = rest.first == UInt8(ascii: "-") ? -1 : 1
                let shift = rest.filter { $0 >= UInt8(ascii: "0") }.reduce(0) {
                    min(limit, $0 * 10 + Int($1 - UInt8(ascii: "0")))
                }
                decimal.exponent += sign * shift
                break
            } else {
                if isFraction { decimal.exponent -= 1 }
                if byte == UInt8(ascii: "0"), decimal.digits.isEmpty { continue }
                decimal.digits.append(byte - UInt8(ascii: "0"))
            }
        }
        while decimal.digits.last == 0 {
            decimal.digits.removeLast()
            decimal.exponent += 1
        }
        return decimal.digits.isEmpty ? Decimal() : decimal
    }
}

extension JSONNumber: Hashable, Comparable {
    public static func == (left: JSONNumber, right: JSONNumber) -> Bool {
        left.text == right.text || left.decimal == right.decimal
    }

    public static func < (left: JSONNumber, right: JSONNumber) -> Bool {
        if let left = left.integer, let right = right.integer { return left < right }
        let (left, right) = (left.decimal, right.decimal)
        func sign(_ number: Decimal) -> Int { number.digits.isEmpty ? 0 : number.isNegative ? -1 : 1 }
        guard sign(left) == sign(right) else { return sign(left) < sign(right) }
        guard sign(left) != 0 else { return false }
        return left.isNegative ? isSmaller(right, left) : isSmaller(left, right)
    }

    /// Compares magnitudes.
    private static func isSmaller(_ left: Decimal, _ right: Decimal) -> Bool {
        let (leftTop, rightTop) = (left.digits.count + left.exponent, right.digits.count + right.exponent)
        return leftTop == rightTop ? left.digits.lexicographicallyPrecedes(right.digits) : leftTop < rightTop
    }

    // Equal numbers have the same nearest double.
    public func hash(into hasher: inout Hasher) { hasher.combine(double) }
}
