// SPDX-License-Identifier: Apache-2.0

extension String {
    /// The text, or as much of its beginning as fits into so many bytes of UTF-8, cut between two scalars: for
    /// words that must cross and must not break the frame's bounds.
    public func bounded(to limit: Int) -> String {
        guard utf8.count > limit else { return self }
        var end = utf8.index(startIndex, offsetBy: limit)
        while end > startIndex, String.Index(end, within: unicodeScalars) == nil { end = utf8.index(before: end) }
        return String(unicodeScalars[..<end])
    }
}
