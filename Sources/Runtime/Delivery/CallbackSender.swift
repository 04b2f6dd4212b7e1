// SPDX-License-Identifier: Apache-2.0
import Jobs
import Outbound
import Queue
import Signing

/// Makes one attempt: adds credentials and signatures to the stored bytes and sends them.
struct CallbackSender: Sendable {
    /// Seconds for a whole attempt, as contract A says.
    private static let timeout = 15.0
    /// Bytes of an answer that are read.
    private static let answerLimit = 64 << 10

    let client: any HTTPClient

    func send(
        _ callback: Callback,
        for site: DeliverySite,
        now: WallTime
    ) async -> (DeliverySchedule.Meeting, DeliveryAttempt) {
        let content = callback.content
        var headers: [(name: String, value: String)] = [
            ("Content-Type", "application/json"),
            // One name for all attempts, for receivers that want to know a repetition.
            ("X-Mortise-Delivery", content.id.text),
        ]
        if let id = callback.requestID { headers.append(("X-Request-ID", id)) }
        if content.contract == "A", let credentials = site.basicCredentials {
            let encoded = credentials.withBytes { Base64.encode(Array($0)) }
            headers.append(("Authorization", "Basic \(encoded)"))
        }
        if let webhook = site.webhook {
            headers.append(("webhook-id", content.id.text))
            headers.append(("webhook-timestamp", String(now.seconds)))
            headers.append(
                ("webhook-signature", webhook.sign(id: content.id.text, timestamp: now.seconds, body: content.body))
            )
        }
        let request = OutboundRequest(
            url: content.url,
            headers: headers,
            body: content.body,
            timeout: Self.timeout,
            responseLimit: Self.answerLimit,
            destinations: site.destinations
        )
        do throws(OutboundFailure) {
            let response = try await client.send(request)
            let isFine = (200..<300).contains(response.status)
            return (
                .answered(status: response.status, retryAfter: response.header("retry-after").flatMap(Double.init)),
                DeliveryAttempt(
                    at: now,
                    status: response.status,
                    error: isFine ? nil : "the receiver answered \(response.status)",
                    milliseconds: Int64(response.seconds * 1000)
                )
            )
        } catch {
            return (
                error.kind == .forbidden || error.kind == .badRequest ? .forbidden : .noAnswer,
                DeliveryAttempt(at: now, status: nil, error: error.message, milliseconds: 0)
            )
        }
    }
}
