// SPDX-License-Identifier: Apache-2.0
import Buffers
import Destinations
import Jobs
import Outbound
import Providers

/// What can go wrong with a download, and what it means for the job. Messages name the origin, never path or query.
enum DownloadFault {
    static func error(_ failure: OutboundFailure, seconds: Double) -> JobError {
        switch failure.kind {
        case .forbidden: JobError(.permanent, code: "fetch_forbidden", message: failure.message)
        case .badRequest: badURL(failure.message)
        case .notConnected: JobError(.retryable, code: "fetch_unreachable", message: failure.message)
        case .broken: JobError(.retryable, code: "fetch_broken", message: failure.message)
        case .timedOut:
            JobError(
                .retryable,
                code: "fetch_timed_out",
                message: "\(failure.message) (the download had \(seconds) s in all)"
            )
        case .cancelled: JobError(.cancelled, code: "cancelled", message: "the job was cancelled during a download")
        }
    }

    /// A status that is no success. What the server may do better next time is worth another attempt.
    static func status(_ response: OutboundResponse, _ url: HTTPURL) -> JobError {
        let said = "\(url) answered with status \(response.status)"
        switch response.status {
        case 404, 410:
            return JobError(.permanent, code: "fetch_not_found", message: "\(said): there is no such file")
        case 401, 402, 403, 407, 451:
            return JobError(.permanent, code: "fetch_refused", message: "\(said): it does not give the file to us")
        case 408, 421, 425, 429, 500...599:
            return JobError(
                .retryable,
                code: "fetch_server_error",
                message: said,
                retryAfter: RetryAfter.seconds(in: response)
            )
        default: return JobError(.permanent, code: "fetch_refused", message: said)
        }
    }

    /// Where an answer points instead; nil when it does not.
    static func redirect(_ response: OutboundResponse, _ url: HTTPURL) throws(JobError) -> String? {
        guard [301, 302, 303, 307, 308].contains(response.status) else { return nil }
        guard let location = response.header("location"), !location.isEmpty else {
            throw redirected("\(url) redirects without saying where to")
        }
        return location
    }

    static func badURL(_ message: String) -> JobError { JobError(.permanent, code: "fetch_bad_url", message: message) }

    static func redirected(_ message: String) -> JobError {
        JobError(.permanent, code: "fetch_redirect", message: message)
    }

    static func tooLarge(_ url: HTTPURL, _ limit: Int) -> JobError {
        JobError(
            .permanent,
            code: "fetch_too_large",
            message: "the file at \(url) is larger than the \(limit) bytes that are allowed"
        )
    }

    static func wrongType(_ url: HTTPURL, _ type: String, _ wanted: MediaTypes) -> JobError {
        JobError(
            .permanent,
            code: "fetch_wrong_type",
            message: "the file at \(url) is \(type.isEmpty ? "of no named type" : type); wanted is \(wanted)"
        )
    }

    static func encoded(_ url: HTTPURL) -> JobError {
        JobError(
            .permanent,
            code: "fetch_encoded",
            message: "\(url) sends the file compressed although it was asked not to"
        )
    }

    static func empty(_ url: HTTPURL) -> JobError {
        JobError(.permanent, code: "fetch_empty", message: "\(url) sent an empty file")
    }

    static func noMemory(_ error: BufferError) -> JobError {
        JobError(.retryable, code: "unavailable", message: "there is no memory for a download: \(error)")
    }
}
