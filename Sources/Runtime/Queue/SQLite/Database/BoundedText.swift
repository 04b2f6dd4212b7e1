// SPDX-License-Identifier: Apache-2.0

extension String {
    /// The text itself, or as many whole characters (Unicode scalars) of its beginning as fit in `limit` bytes
    /// of UTF-8.
    func bounded(toBytes limit: Int) -> String {
        guard utf8.count > limit else { return self }
        var end = utf8.index(utf8.startIndex, offsetBy: limit)
        while end > utf8.startIndex, utf8[end] & 0xC0 == 0x80 { end = utf8.index(before: end) }
        return String(decoding: utf8[..<end], as: UTF8.self)
    }
}
