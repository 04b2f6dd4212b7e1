// SPDX-License-Identifier: Apache-2.0
import Jobs
import Locks
import Providers

/// What kept a run and its parts from answers without being the job's fault.
final class Deferrals: Sendable {
    /// Seconds that a job waits where the provider names no time, by the error's code.
    private static let waits = Dictionary(
        uniqueKeysWithValues: ProviderFailure.Kind.allCases.filter { $0.effect == .deferred }.map { kind in
            (kind.code, kind == .rateLimited ? 15.0 : 600.0)
        }
    )
    private let state = Lock<JobError?>(nil)

    /// The newest of them.
    var latest: JobError? { state.withLock { $0 } }

    /// Remembers the error of a call, if it is of that kind.
    func note(_ error: JobError) {
        guard let wait = Self.waits[error.code] else { return }
        var error = error
        error.retryAfter = error.retryAfter ?? wait
        state.withLock { $0 = error }
    }
}
