// SPDX-License-Identifier: Apache-2.0
public import Destinations

extension HTTPURL {
    /// Where a `Location` of this URL's answer points (RFC 3986, 5.2); nil for what is no http or https URL.
    public func resolving(_ location: String) -> HTTPURL? {
        let location = location.prefix { $0 != "#" }
        let path = target.prefix { $0 != "?" }
        let text: String
        if location.isEmpty {
            text = self.text
        } else if Self.hasScheme(location) {
            text = String(location)
        } else if location.hasPrefix("//") {
            text = (isTLS ? "https:" : "http:") + location
        } else if location.hasPrefix("/") {
            text = origin + location
        } else if location.hasPrefix("?") {
            text = origin + path + location
        } else {
            let folder = path[..<(path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex)]
            let query = location.firstIndex(of: "?") ?? location.endIndex
            text = origin + Self.withoutDots(folder + location[..<query]) + location[query...]
        }
        return try? HTTPURL(text)
    }

    private static func hasScheme(_ text: Substring) -> Bool {
        guard let colon = text.firstIndex(of: ":"), let first = text.utf8.first, first | 0x20 >= 0x61,
            first | 0x20 <= 0x7A
        else { return false }
        return !text[..<colon].contains { "/?".contains($0) }
    }

    /// Resolves `.` and `..` (RFC 3986, 5.2.4); the path begins with `/`.
    private static func withoutDots(_ path: Substring) -> String {
        var kept: [Substring] = []
        let segments = path.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
        for (index, segment) in segments.enumerated() {
            let isLast = index == segments.count - 1
            switch segment {
            case ".": if isLast { kept.append("") }
            case "..":
                _ = kept.popLast()
                if isLast { kept.append("") }
            default: kept.append(segment)
            }
        }
        return "/" + kept.joined(separator: "/")
    }
}
