// SPDX-License-Identifier: Apache-2.0
import Jobs
import Testing

@Suite(.timeLimit(.minutes(1)))
struct WallTimeTests {
    @Test(arguments: [(0, 0), (999, 0), (1_000, 1), (-1, -1), (-1_000, -1), (-1_001, -2)] as [(Int64, Int64)])
    func secondsAreRoundedDown(_ milliseconds: Int64, _ seconds: Int64) {
        #expect(WallTime(milliseconds: milliseconds).seconds == seconds)
    }

    @Test func extremesHaveSecondsToo() {
        #expect(WallTime(milliseconds: .min).seconds == Int64.min / 1000 - 1)
        #expect(WallTime(milliseconds: .max).seconds == Int64.max / 1000)
    }

    @Test(
        arguments: [
            (1, 1_000), (-1, -1_000), (.max, .max), (.min, .min), (.max / 1000 + 1, .max), (.min / 1000 - 1, .min),
        ] as [(Int64, Int64)]
    )
    func secondsBeyondTheRangeEndAtIt(_ seconds: Int64, _ milliseconds: Int64) {
        #expect(WallTime(seconds: seconds).milliseconds == milliseconds)
    }

    static let sums: [(Int64, Double, Int64)] = [
        (1_000, 1.5, 2_500), (1_000, -1.5, -500), (0, 0.0009, 0), (5, .nan, 5), (5, .infinity, .max),
        (5, -.infinity, .min), (.max, 1, .max), (.min, -1, .min), (0, 9.3e15, .max), (0, -9.3e15, .min),
        (.max, -0.001, .max - 1),
    ]

    @Test(arguments: sums)
    func additionEndsAtTheRange(_ start: Int64, _ seconds: Double, _ sum: Int64) {
        #expect((WallTime(milliseconds: start) + seconds).milliseconds == sum)
    }

    @Test func differencesDoNotOverflow() {
        #expect(WallTime(milliseconds: 2_500) - WallTime(milliseconds: 1_000) == 1.5)
        #expect(WallTime(milliseconds: .max) - WallTime(milliseconds: .min) > 1e16)
        #expect(WallTime(milliseconds: .min) - WallTime(milliseconds: .max) < -1e16)
    }

    @Test func theMachinesClockIsInThisMillennium() {
        #expect(SystemClock().now().seconds > 1_700_000_000)
    }

    @Test(
        arguments: [
            ("1970-01-01T00:00:00Z", 0), ("2026-03-01T07:30:00.250Z", 1_772_350_200_250),
            ("2026-03-01t09:30:00+02:00", 1_772_350_200_000), ("2024-02-29T23:59:59.9999999z", 1_709_251_199_999),
            ("1969-12-31T23:00:00-00:30", -1_800_000),
        ] as [(String, Int64)]
    )
    func timesAreRead(_ text: String, _ milliseconds: Int64) {
        #expect(WallTime(rfc3339: text)?.milliseconds == milliseconds)
    }

    @Test func whatIsWrittenIsReadAgain() {
        for milliseconds in stride(
            from: Int64(-62_135_596_800_000),
            to: 253_402_300_799_999,
            by: 86_400_000 * 97 + 12_345
        ) {
            let time = WallTime(milliseconds: milliseconds)
            #expect(WallTime(rfc3339: time.rfc3339) == time)
        }
    }

    @Test(arguments: [
        "", "tomorrow", "2026-03-01", "2026-03-01T07:30Z", "2026-02-29T00:00:00Z", "2026-13-01T00:00:00Z",
        "2026-03-00T00:00:00Z", "2026-03-01T24:00:00Z", "2026-03-01T00:60:00Z", "2026-03-01T00:00:00",
        "2026-03-01T00:00:00.Z", "2026-03-01T00:00:00Z ", "2026-03-01T00:00:00+0200", "+026-03-01T00:00:00Z",
    ])
    func whatIsNoTimeIsNone(_ text: String) { #expect(WallTime(rfc3339: text) == nil) }
}
