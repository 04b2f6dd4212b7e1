// SPDX-License-Identifier: Apache-2.0
import Jobs
import Outbound
import Queue

/// Makes one attempt: adds credentials and signatures to the stored bytes and sends them.
struct CallbackSender: Sendable {
    /// Bytes of an answer that are read.
    private static let answerLimit = 64 << 10
    /// Answers by which a gateway says that it had none of the receiver: RFC 9110, 15.6.5, and what Cloudflare sends.
    private static let unansweredStatuses = [504, 524]

    let client: any HTTPClient

    func send(
        _ callback: Callback,
        for site: DeliverySite,
        now: WallTime
    ) async -> (DeliverySchedule.Meeting, DeliveryAttempt) {
        let content = callback.content
        if let obstacle = site.obstacle(to: content) {
            return (.unsendable, DeliveryAttempt(at: now, status: nil, error: obstacle, milliseconds: 0))
        }
        let rules = DeliveryRules.of(content.contract)
        let request = OutboundRequest(
            url: content.url,
            headers: site.headers(for: callback, now: now),
            body: content.body,
            timeout: rules.timeout,
            responseLimit: Self.answerLimit,
            destinations: site.destinations(of: content.contract)
        )
        let start = ContinuousClock.now
        var (meeting, attempt): (DeliverySchedule.Meeting, DeliveryAttempt)
        do throws(OutboundFailure) {
            (meeting, attempt) = answered(try await client.send(request), content, now: now)
        } catch {
            meeting =
                switch error.kind {
                case .forbidden, .badRequest: .forbidden
                case .notConnected, .broken, .timedOut, .cancelled: error.mayHaveArrived ? .unanswered : .noAnswer
                }
            let milliseconds = Int64((ContinuousClock.now - start) / .milliseconds(1))
            attempt = DeliveryAttempt(at: now, status: nil, error: error.message, milliseconds: milliseconds)
        }
        attempt.mayHaveArrived = meeting.mayHaveArrived
        if callback.mayHaveArrived, rules.spacing != nil {
            let note = "possible duplicate: an attempt before may have arrived"
            attempt.note = [note, attempt.note].compactMap(\.self).joined(separator: "; ")
        }
        return (meeting, attempt)
    }

    private func answered(
        _ response: OutboundResponse,
        _ content: NewCallback,
        now: WallTime
    ) -> (DeliverySchedule.Meeting, DeliveryAttempt) {
        let isFine = (200..<300).contains(response.status)
        let matters = DeliveryRules.of(content.contract).spacing != nil
        let isMute = matters && Self.unansweredStatuses.contains(response.status)
        return (
            isMute
                ? .unanswered
                : .answered(
                    status: response.status,
                    retryAfter: response.header("retry-after").flatMap { RetryAfter.seconds($0, now: now) }
                ),
            DeliveryAttempt(
                at: now,
                status: response.status,
                error: isFine ? nil : "the receiver answered \(response.status)",
                milliseconds: Int64(response.seconds * 1000),
                note: isFine && content.contract == "B" ? DocumentReceipt.note(response.body) : nil
            )
        )
    }
}

extension DeliverySchedule.Meeting {
    /// The receiver has taken it, or may have.
    var mayHaveArrived: Bool {
        switch self {
        case .answered(let status, _): (200..<300).contains(status)
        case .unanswered: true
        case .noAnswer, .unsendable, .forbidden: false
        }
    }
}
