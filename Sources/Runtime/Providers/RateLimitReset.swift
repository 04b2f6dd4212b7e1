// SPDX-License-Identifier: Apache-2.0
internal import Outbound

/// When a limit of requests or tokens that is used up begins anew, as vendors tell it with every answer:
/// `x-ratelimit-remaining-requests: 0` and `x-ratelimit-reset-requests: 6m0s` (OpenAI), or
/// `anthropic-ratelimit-requests-remaining: 0` and `anthropic-ratelimit-requests-reset: 2026-01-31T12:00:00Z`.
enum RateLimitReset {
    /// The longest wait of the limits that have nothing left; nil where none has.
    static func seconds(in response: OutboundResponse) -> Double? {
        var longest: Double?
        for header in response.headers where header.value == "0" {
            guard let name = resetName(for: header.name), let text = response.header(name),
                let wait = wait(text, in: response)
            else { continue }
            longest = max(longest ?? 0, min(wait, RetryAfter.limit))
        }
        return longest
    }

    /// The header that says when the limit of this `remaining` header begins anew.
    private static func resetName(for remaining: String) -> String? {
        if remaining.hasPrefix("x-ratelimit-remaining-") {
            return "x-ratelimit-reset-" + remaining.dropFirst("x-ratelimit-remaining-".count)
        }
        guard remaining.hasPrefix("anthropic-ratelimit-"), remaining.hasSuffix("-remaining") else { return nil }
        return remaining.dropLast("remaining".count) + "reset"
    }

    private static func wait(_ text: String, in response: OutboundResponse) -> Double? {
        if let seconds = duration(text) { return seconds }
        guard let then = unixTime(ofRFC3339: text), let now = RetryAfter.now(in: response) else { return nil }
        return max(0, Double(then - now))
    }

    /// `1h2m3.5s`, `20ms`: numbers with units, the larger first.
    static func duration(_ text: String) -> Double? {
        guard (1...32).contains(text.utf8.count) else { return nil }
        var rest = text[...]
        var total = 0.0
        while !rest.isEmpty {
            let digits = rest.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
            rest = rest.dropFirst(digits.count)
            let unit = rest.prefix { $0.isASCII && $0.isLetter }
            rest = rest.dropFirst(unit.count)
            guard let number = RetryAfter.number(String(digits)), let seconds = units[String(unit)] else { return nil }
            total += number * seconds
        }
        return total
    }

    private static let units = ["ms": 0.001, "s": 1, "m": 60, "h": 3_600, "d": 86_400]

    /// `2026-01-31T12:00:00Z`, fractions left out; seconds since 1970.
    static func unixTime(ofRFC3339 text: String) -> Int? {
        let bytes = Array(text.utf8)
        guard (20...40).contains(bytes.count), bytes.last == UInt8(ascii: "Z"), bytes[10] == UInt8(ascii: "T"),
            bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-"), bytes[13] == UInt8(ascii: ":"),
            bytes[16] == UInt8(ascii: ":")
        else { return nil }
        let number = { (range: Range<Int>) in Int(String(decoding: bytes[range], as: UTF8.self)) }
        guard let year = number(0..<4), let month = number(5..<7), let day = number(8..<10),
            let hour = number(11..<13), let minute = number(14..<16), let second = number(17..<19),
            (1970...9999).contains(year), (1...12).contains(month), (1...31).contains(day), (0...23).contains(hour),
            (0...59).contains(minute), (0...60).contains(second)
        else { return nil }
        return RetryAfter.days(fromCivil: year, month, day) * 86_400 + hour * 3_600 + minute * 60 + second
    }
}
