// SPDX-License-Identifier: Apache-2.0

/// Lets a process write so many log lines a second and counts the rest: a module that floods the log must not
/// bury what others say. A value; the caller says what time it is.
struct LogThinning {
    /// Lines a second.
    static let limit = 50

    enum Verdict: Equatable {
        case write
        /// Write, and say first how many lines were left out.
        case writeAfter(dropped: Int)
        case drop
    }

    private var second: ContinuousClock.Instant?
    private var written = 0
    private var dropped = 0

    /// Lines that were left out before anybody asked.
    mutating func drop(_ count: Int) { dropped += count }

    mutating func line(at now: ContinuousClock.Instant) -> Verdict {
        if let second, second.duration(to: now) < .seconds(1) {
            guard written < Self.limit else {
                dropped += 1
                return .drop
            }
            written += 1
            return .write
        }
        second = now
        written = 1
        defer { dropped = 0 }
        return dropped == 0 ? .write : .writeAfter(dropped: dropped)
    }
}
