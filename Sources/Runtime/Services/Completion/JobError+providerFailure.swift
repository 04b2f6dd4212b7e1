// SPDX-License-Identifier: Apache-2.0
import Jobs
import Providers

extension JobError {
    /// What a provider's failure means for the job. What an operator can mend meanwhile (a key, a spending cap)
    /// is worth another attempt, for A's senders never send again; what lies in the request is not.
    init(_ failure: ProviderFailure) {
        self.init(
            failure.kind.effect == .permanent ? .permanent : .retryable,
            code: failure.kind.code,
            message: failure.message,
            retryAfter: failure.retryAfter
        )
    }
}
