// SPDX-License-Identifier: Apache-2.0

/// The natural logarithm in plain arithmetic: the C library's differs in the last bit between processors (it
/// picks a variant with fused multiply-add where there is one), and one bit can turn the order of two sentences.
///
/// ln x = e ln 2 + 2 (s + s³/3 + s⁵/5 + …), s = (m − 1)/(m + 1), for x = m 2ᵉ and 1 ≤ m < 2.
enum Logarithm {
    static func natural(_ x: Double) -> Double {
        guard x > 0, x.isFinite else { return 0 }
        let s = (x.significand - 1) / (x.significand + 1)
        let square = s * s
        var power = s
        var sum = 0.0
        // s ≤ 1/3, so 17 terms leave an error below 1e-17.
        for term in 0..<17 {
            sum += power / Double(2 * term + 1)
            power *= square
        }
        return Double(x.exponent) * 0.693_147_180_559_945_3 + 2 * sum
    }
}
