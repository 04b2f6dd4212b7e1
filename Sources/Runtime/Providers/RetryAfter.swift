// SPDX-License-Identifier: Apache-2.0
public import Outbound

/// How long an answer asks to wait.
public enum RetryAfter {
    /// Seconds that are believed at most: a day.
    static let limit = 86_400.0

    /// From `retry-after-ms` (OpenAI), or `Retry-After` in seconds or as a date (RFC 9110, 10.2.3), else from what says
    /// when a used-up limit begins anew. Dates are set against the answer's own `Date`, so that no clock of ours takes
    /// part. Nil if there is nothing usable.
    public static func seconds(in response: OutboundResponse) -> Double? {
        if let text = response.header("retry-after-ms"), let value = number(text) { return min(value / 1_000, limit) }
        guard let text = response.header("retry-after") else { return RateLimitReset.seconds(in: response) }
        if let value = number(text) { return min(value, limit) }
        guard let then = unixTime(ofHTTPDate: text), let now = now(in: response) else { return nil }
        return min(max(0, Double(then - now)), limit)
    }

    /// The answer's own date; seconds since 1970.
    static func now(in response: OutboundResponse) -> Int? { response.header("date").flatMap(unixTime(ofHTTPDate:)) }

    /// Digits with an optional fraction; no sign, exponent or name of a number.
    static func number(_ text: String) -> Double? {
        let allowed = Set("0123456789.".utf8)
        guard (1...20).contains(text.utf8.count), text.utf8.allSatisfy(allowed.contains) else { return nil }
        return Double(text)
    }

    /// The form in use, `Sun, 06 Nov 1994 08:49:37 GMT`; seconds since 1970.
    static func unixTime(ofHTTPDate text: String) -> Int? {
        let parts = text.split(separator: " ")
        guard text.utf8.count == 29, parts.count == 6, parts[5] == "GMT", let day = Int(parts[1]),
            let month = months.firstIndex(of: String(parts[2])), let year = Int(parts[3])
        else { return nil }
        let clock = parts[4].split(separator: ":").compactMap { Int($0) }
        guard clock.count == 3, (1970...9999).contains(year), (1...31).contains(day), (0...23).contains(clock[0]),
            (0...59).contains(clock[1]), (0...60).contains(clock[2])
        else { return nil }
        let days = days(fromCivil: year, month + 1, day)
        return days * 86_400 + clock[0] * 3_600 + clock[1] * 60 + clock[2]
    }

    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// Days since 1970-01-01 in the Gregorian calendar, counted in years that begin with March
    /// (https://howardhinnant.github.io/date_algorithms.html, days_from_civil); for years from 1970.
    static func days(fromCivil year: Int, _ month: Int, _ day: Int) -> Int {
        let year = month <= 2 ? year - 1 : year
        let era = year / 400
        let yearOfEra = year - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }
}
