// SPDX-License-Identifier: Apache-2.0

/// A date as spreadsheets count it: days since an epoch, the time of day as a fraction (ISO 29500-1, 18.17.4).
enum SheetDate {
    /// `2024-02-29`, `2024-02-29 13:05:00`, or nil for a number that is no date.
    static func text(_ serial: Double, from1904: Bool, hasDate: Bool, hasTime: Bool) -> String? {
        guard serial.isFinite, serial >= 0, serial < 2_958_466 else { return nil }
        var seconds = Int((serial * 86_400).rounded())
        if !hasTime { seconds -= seconds % 86_400 }
        let days = seconds / 86_400
        let clock = time(seconds % 86_400)
        guard hasDate, days > 0 || from1904 else { return hasTime ? clock : date(days, from1904: from1904) }
        let day = date(days, from1904: from1904)
        return hasTime ? day + " " + clock : day
    }

    /// Hours may be more than a day has.
    static func elapsed(_ serial: Double) -> String? {
        guard serial.isFinite, serial.magnitude < 1e8 else { return nil }
        return (serial < 0 ? "-" : "") + time(Int((serial.magnitude * 86_400).rounded()))
    }

    private static func time(_ seconds: Int) -> String {
        two(seconds / 3_600) + ":" + two(seconds / 60 % 60) + ":" + two(seconds % 60)
    }

    private static func date(_ serial: Int, from1904: Bool) -> String {
        // Days since 0000-03-01, for "days to civil" by Howard Hinnant. The count from 1900 has a 29 February 1900,
        // which never was: days before it are one off.
        let days = serial + (from1904 ? 695_361 : serial < 60 ? 693_900 : 693_899)
        let era = days / 146_097
        let ofEra = days % 146_097
        let yearOfEra = (ofEra - ofEra / 1_460 + ofEra / 36_524 - ofEra / 146_096) / 365
        let ofYear = ofEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shifted = (5 * ofYear + 2) / 153
        let day = ofYear - (153 * shifted + 2) / 5 + 1
        let month = shifted < 10 ? shifted + 3 : shifted - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        let digits = String(year)
        return String(repeating: "0", count: max(0, 4 - digits.count)) + digits + "-" + two(month) + "-" + two(day)
    }

    private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : String(number) }
}
