// SPDX-License-Identifier: Apache-2.0
internal import CCurl
internal import Destinations

/// What is known when a transfer ends without a whole answer; says how to call it.
struct TransferEnd {
    var url: HTTPURL
    var timeout: Double
    /// The request was begun on a connection: from here on it may have arrived.
    var wasStarted = false
    /// libcurl wanted to send the request a second time on a fresh connection; that was stopped.
    var wasResent = false
    /// Why an address was refused.
    var forbidden: String?
    /// An admitted address was tried.
    var hasTried = false
    var headIsTooLong = false
    var hasUnusableLength = false
    var hasSourceFailed = false
    var systemError: Int32 = 0

    /// - Parameter detail: libcurl's own words, used for TLS faults alone.
    func failure(_ code: CURLcode, detail: String) -> OutboundFailure {
        let origin = "\(url)"
        if !wasStarted {
            if let forbidden, !hasTried { return OutboundFailure(.forbidden, forbidden) }
            return failureBeforeRequest(code, origin, detail)
        }
        if wasResent {
            return OutboundFailure(
                .broken,
                "the connection to \(origin), kept from an earlier call, ended without an answer; the request was not sent twice"
            )
        }
        if hasSourceFailed {
            return OutboundFailure(.broken, "what was to be sent to \(origin) could not be read to its end")
        }
        if headIsTooLong {
            return OutboundFailure(.broken, "\(origin) answered with more than \(ResponseHead.limit) bytes of headers")
        }
        if hasUnusableLength {
            return OutboundFailure(.broken, "\(origin) announced the length of its answer in contradictory ways")
        }
        switch code {
        case CURLE_OPERATION_TIMEDOUT:
            return OutboundFailure(.timedOut, "\(origin) gave no whole answer within \(timeout) s")
        case CURLE_PARTIAL_FILE:
            return OutboundFailure(.broken, "the answer of \(origin) ended before its announced length")
        case CURLE_GOT_NOTHING:
            return OutboundFailure(.broken, "\(origin) ended the connection without an answer")
        default:
            return OutboundFailure(.broken, "the exchange with \(origin) broke: \(Self.text(code))")
        }
    }

    private func failureBeforeRequest(_ code: CURLcode, _ origin: String, _ detail: String) -> OutboundFailure {
        switch code {
        case CURLE_COULDNT_RESOLVE_HOST:
            return OutboundFailure(.notConnected, "the name \(url.host) could not be resolved; check it, and the DNS")
        case CURLE_OPERATION_TIMEDOUT:
            return OutboundFailure(.notConnected, "\(origin) took no connection in time; nothing was sent")
        case CURLE_COULDNT_CONNECT, CURLE_OUT_OF_MEMORY:
            let reason = systemError == 0 ? "" : ": \(SystemText.of(systemError))"
            return OutboundFailure(.notConnected, "no connection to \(origin) could be made\(reason)")
        case CURLE_URL_MALFORMAT, CURLE_UNSUPPORTED_PROTOCOL, CURLE_BAD_FUNCTION_ARGUMENT:
            return OutboundFailure(.badRequest, "the URL of \(origin) is unusable: \(Self.text(code))")
        case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CONNECT_ERROR, CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER,
            CURLE_SSL_CACERT_BADFILE, CURLE_SSL_ISSUER_ERROR:
            let words = detail.isEmpty ? Self.text(code) : detail
            return OutboundFailure(.broken, "TLS with \(origin) failed: \(words)", wasNotBegun: true)
        default:
            let words = "the connection to \(origin) broke before the request: \(Self.text(code))"
            return OutboundFailure(.broken, words, wasNotBegun: true)
        }
    }

    private static func text(_ code: CURLcode) -> String { String(cString: curl_easy_strerror(code)) }
}
