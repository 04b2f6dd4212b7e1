// SPDX-License-Identifier: Apache-2.0

/// Ends long work: loops ask it every few hundred rounds whether the task was cancelled or its time is up.
struct WorkLimit: Sendable {
    private let deadline: ContinuousClock.Instant
    private let seconds: Double

    /// - Parameter seconds: from now; nothing, a negative number or none at all means no time, and what is
    ///   longer than a day means a day.
    init(seconds: Double) {
        self.seconds = seconds > 0 ? min(seconds, 86_400) : 0
        deadline = .now + .seconds(self.seconds)
    }

    func check() throws(ProviderFailure) {
        if Task.isCancelled {
            throw ProviderFailure(.timedOut, "The extractive summary was given up because its job was cancelled.")
        }
        if ContinuousClock.now >= deadline {
            throw ProviderFailure(
                .timedOut,
                "The extractive summary was not ready within \(seconds) s; allow more time or send less text."
            )
        }
    }

    /// Asks on every 256th round.
    func check(round: Int) throws(ProviderFailure) {
        if round & 0xFF == 0 { try check() }
    }
}
