// SPDX-License-Identifier: Apache-2.0
import Jobs

/// The value of `Retry-After`: seconds, or a date in the form that servers send (RFC 9110, 5.6.7).
enum RetryAfter {
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// Seconds from `now`; nil for another text, and for a date that has passed.
    static func seconds(_ text: String, now: WallTime) -> Double? {
        if let seconds = Double(text) { return seconds }
        guard let date = date(text), date > now else { return nil }
        return date - now
    }

    /// `Sun, 06 Nov 1994 08:49:37 GMT`; the name of the day is not looked at.
    private static func date(_ text: String) -> WallTime? {
        let words = text.split(separator: " ")
        guard words.count == 6, words[0].hasSuffix(","), words[5] == "GMT",
            let month = months.firstIndex(of: String(words[2])), words[1].count == 2, words[3].count == 4
        else { return nil }
        let number = month + 1 < 10 ? "0\(month + 1)" : "\(month + 1)"
        return WallTime(rfc3339: "\(words[3])-\(number)-\(words[1])T\(words[4])Z")
    }
}
