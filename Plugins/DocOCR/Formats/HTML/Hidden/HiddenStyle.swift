// SPDX-License-Identifier: Apache-2.0

/// Whether declarations of CSS make what they stand for invisible.
enum HiddenStyle {
    /// - Parameter declarations: `display: none; color: red`.
    static func hides(_ declarations: String) -> Bool {
        guard !declarations.isEmpty else { return false }
        for declaration in declarations.utf8.prefix(16 << 10).split(separator: UInt8(ascii: ";")) {
            let parts = declaration.split(separator: UInt8(ascii: ":"), maxSplits: 1)
            guard parts.count == 2 else { continue }
            let property = word(parts[0])
            var value = word(parts[1])
            if let mark = value.firstIndex(of: "!") { value = String(value[..<mark]) }
            switch property {
            case "display" where value == "none": return true
            case "visibility" where value == "hidden" || value == "collapse": return true
            case "font-size" where isZero(value): return true
            case "opacity" where isZero(value): return true
            // Moved out of the page.
            case "text-indent", "left", "top", "margin-left":
                if value.hasPrefix("-"), let far = number(value.dropFirst()), far >= 900, !value.hasSuffix("%") {
                    return true
                }
            default: break
            }
        }
        return false
    }

    /// Without blanks, in lower case.
    private static func word(_ bytes: some Sequence<UInt8>) -> String {
        String(decoding: bytes.filter { $0 > 0x20 }.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }, as: UTF8.self)
    }

    private static func isZero(_ value: String) -> Bool { number(value[...]) == 0 }

    /// The number that a value begins with, without its unit.
    private static func number(_ value: Substring) -> Double? {
        Double(value.prefix { $0.isASCII && ($0.isNumber || $0 == ".") })
    }
}
