// SPDX-License-Identifier: Apache-2.0

/// The rules of `<style>` elements that make a class or an element by its id invisible.
///
/// Only selectors of one part are taken: `.a`, `div.a`, `#a`. Rules within `@media` and the like hold for some readers
/// only, and are passed over.
struct StyleRules {
    private var classes: Set<String> = []
    private var ids: Set<String> = []

    /// Names that are kept at most.
    private static let most = 10_000

    /// Whether a rule hides the element.
    func hides(class names: String?, id: String?) -> Bool {
        if let id, ids.contains(id) { return true }
        guard let names, !classes.isEmpty else { return false }
        return names.split(whereSeparator: { $0.isWhitespace }).contains { classes.contains(String($0)) }
    }

    /// Takes the text of a `<style>` element.
    mutating func add(_ css: [UInt8]) {
        let text = Self.withoutComments(css)
        var index = 0
        var selectorStart = 0
        while index < text.count {
            switch text[index] {
            case UInt8(ascii: ";"):
                // `@import …;`
                index += 1
                selectorStart = index
            case UInt8(ascii: "{"):
                let selector = text[selectorStart..<index]
                let isAt = selector.first { $0 > 0x20 } == UInt8(ascii: "@")
                let end =
                    isAt ? Self.blockEnd(text, index) : text[index...].firstIndex(of: UInt8(ascii: "}")) ?? text.count
                if !isAt { add(selector, text[(index + 1)..<max(end, index + 1)]) }
                index = min(end + 1, text.count)
                selectorStart = index
            default: index += 1
            }
        }
    }

    private mutating func add(_ selectors: ArraySlice<UInt8>, _ declarations: ArraySlice<UInt8>) {
        guard HiddenStyle.hides(String(decoding: declarations, as: UTF8.self)) else { return }
        for selector in selectors.split(separator: UInt8(ascii: ",")) {
            guard classes.count + ids.count < Self.most else { return }
            let name = String(decoding: selector, as: UTF8.self).split(whereSeparator: { $0.isWhitespace })
            guard name.count == 1, let only = name.first, !only.contains(where: { ":[>+~*()".contains($0) }) else {
                continue
            }
            let dots = only.split(separator: ".", omittingEmptySubsequences: false)
            let hashes = only.split(separator: "#", omittingEmptySubsequences: false)
            if dots.count == 2, hashes.count == 1, !dots[1].isEmpty { classes.insert(String(dots[1])) }
            if hashes.count == 2, dots.count == 1, !hashes[1].isEmpty { ids.insert(String(hashes[1])) }
        }
    }

    /// Where a block that holds others ends.
    private static func blockEnd(_ text: [UInt8], _ start: Int) -> Int {
        var depth = 0
        for index in start..<text.count {
            if text[index] == UInt8(ascii: "{") { depth += 1 }
            if text[index] == UInt8(ascii: "}") {
                depth -= 1
                if depth == 0 { return index }
            }
        }
        return text.count
    }

    private static func withoutComments(_ css: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(css.count)
        var index = 0
        while index < css.count {
            if css[index] == UInt8(ascii: "/"), index + 1 < css.count, css[index + 1] == UInt8(ascii: "*") {
                index += 2
                while index < css.count, !(css[index] == UInt8(ascii: "/") && css[index - 1] == UInt8(ascii: "*")) {
                    index += 1
                }
                index += 1
            } else {
                result.append(css[index])
                index += 1
            }
        }
        return result
    }
}
