// SPDX-License-Identifier: Apache-2.0
import Jobs
import Providers

extension JobError {
    /// What a provider's failure means for the job. What an operator can mend meanwhile (a key, a spending cap)
    /// is worth another attempt, for A's senders never send again; what lies in the request is not.
    init(_ failure: ProviderFailure) {
        let (errorClass, code): (Class, String) =
            switch failure.kind {
            case .rateLimited: (.retryable, "provider_rate_limited")
            case .overloaded: (.retryable, "provider_overloaded")
            case .spendCap: (.retryable, "provider_spend_cap")
            case .unauthorized: (.retryable, "provider_unauthorized")
            case .broken: (.retryable, "provider_broken_answer")
            case .unreachable: (.retryable, "provider_unreachable")
            case .timedOut: (.retryable, "provider_timed_out")
            case .tooLong: (.permanent, "prompt_too_long")
            case .contentRefused: (.permanent, "content_refused")
            case .badRequest: (.permanent, "provider_bad_request")
            case .unsupportedAttachment: (.permanent, "unsupported_attachment")
            case .unsupportedSchema: (.permanent, "unsupported_answer_schema")
            }
        self.init(errorClass, code: code, message: failure.message, retryAfter: failure.retryAfter)
    }
}
