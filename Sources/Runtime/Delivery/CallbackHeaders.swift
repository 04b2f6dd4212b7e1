// SPDX-License-Identifier: Apache-2.0
import Destinations
import Jobs
import Queue
import Signing

/// The headers of one attempt, and where a contract's callbacks may go. Credentials and signatures are added here and
/// stored nowhere.
extension DeliverySite {
    /// Why the site cannot send this callback just now, as a sentence; nil when it can.
    func obstacle(to callback: NewCallback) -> String? {
        switch callback.contract {
        case "native" where webhook == nil:
            "site \(site) has no webhook secret, and a native callback is not sent unsigned"
        case "B" where documents == nil:
            "site \(site) has no WP_CALLBACK_SECRET, and a callback of contract B is not sent unsigned"
        default: nil
        }
    }

    /// - Parameter contract: the callback's.
    func destinations(of contract: String) -> DestinationRule {
        contract == "B" ? documents?.destinations ?? destinations : destinations
    }

    func headers(for callback: Callback, now: WallTime) -> [(name: String, value: String)] {
        let content = callback.content
        var headers: [(name: String, value: String)] = [
            ("Content-Type", "application/json"),
            // One name for all attempts, for receivers that want to know a repetition.
            ("X-Mortise-Delivery", content.id.text),
        ]
        if let id = callback.requestID { headers.append(("X-Request-ID", id)) }
        if content.contract == "A", let credentials = basicCredentials {
            let encoded = credentials.withBytes { Base64.encode(Array($0)) }
            headers.append(("Authorization", "Basic \(encoded)"))
        }
        var webhook = webhook
        if content.contract == "B", let documents {
            headers.append(("X-AI-Signature", BodySignature.sign(body: content.body, secret: documents.secret)))
            headers.append(("X-AI-Timestamp", String(now.seconds)))
            // Its bytes as they are: a secret of B is text and is never decoded.
            webhook = webhook ?? StandardWebhook(keys: [documents.secret])
        }
        if let webhook {
            headers.append(("webhook-id", content.id.text))
            headers.append(("webhook-timestamp", String(now.seconds)))
            headers.append(
                ("webhook-signature", webhook.sign(id: content.id.text, timestamp: now.seconds, body: content.body))
            )
        }
        return headers
    }
}
