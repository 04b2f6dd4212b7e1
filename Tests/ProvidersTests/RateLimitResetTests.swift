// SPDX-License-Identifier: Apache-2.0
import Outbound
import Testing

@testable import Providers

@Suite("Rate limits: when they begin anew", .timeLimit(.minutes(1)))
struct RateLimitResetTests {
    private let date = ("date", "Sun, 06 Nov 1994 08:49:37 GMT")

    @Test(
        "the longest wait of what is used up counts",
        arguments: [
            ([("x-ratelimit-remaining-requests", "0"), ("x-ratelimit-reset-requests", "6m0s")], 360),
            (
                [
                    ("x-ratelimit-remaining-requests", "0"), ("x-ratelimit-reset-requests", "1s"),
                    ("x-ratelimit-remaining-tokens", "0"), ("x-ratelimit-reset-tokens", "1h2m3.5s"),
                ], 3_723.5
            ),
            ([("x-ratelimit-remaining-requests", "3"), ("x-ratelimit-reset-requests", "6m0s")], nil),
            ([("x-ratelimit-remaining-requests", "0"), ("x-ratelimit-reset-requests", "20ms")], 0.02),
            ([("x-ratelimit-remaining-requests", "0"), ("x-ratelimit-reset-requests", "soon")], nil),
            ([("x-ratelimit-remaining-requests", "0"), ("x-ratelimit-reset-requests", "9999d")], 86_400),
            ([("x-ratelimit-remaining-requests", "0")], nil),
            (
                [
                    ("anthropic-ratelimit-tokens-remaining", "0"),
                    ("anthropic-ratelimit-tokens-reset", "1994-11-06T08:50:07Z"),
                ], 30
            ),
            (
                [
                    ("anthropic-ratelimit-tokens-remaining", "0"),
                    ("anthropic-ratelimit-tokens-reset", "1994-11-06T08:00:00Z"),
                ], 0
            ),
            (
                [
                    ("retry-after", "5"), ("x-ratelimit-remaining-requests", "0"),
                    ("x-ratelimit-reset-requests", "6m0s"),
                ], 5
            ),
        ] as [([(String, String)], Double?)]
    )
    func waits(headers: [(String, String)], seconds: Double?) {
        let response = OutboundResponse(
            status: 429,
            headers: (headers + [date]).map { (name: $0.0, value: $0.1) },
            body: [],
            isCut: false,
            seconds: 0
        )
        #expect(RetryAfter.seconds(in: response) == seconds)
    }

    @Test(arguments: [
        "", "1", "s", "1x", "1s2", "1.2.3s", "-1s", "1 s", "1994-11-06 08:50:07Z", "1994-13-06T08:50:07Z",
    ])
    func nonsenseIsNoTime(_ text: String) {
        #expect(RateLimitReset.duration(text) == nil)
        #expect(RateLimitReset.unixTime(ofRFC3339: text) == nil)
    }
}
