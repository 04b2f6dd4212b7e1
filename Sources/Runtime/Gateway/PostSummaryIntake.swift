// SPDX-License-Identifier: Apache-2.0
import JSON
import JSONSchema
import Jobs
import Queue
import Signing

/// Contract A's way from bytes to a durable job. Nothing of the body is looked at before its signature is right.
struct PostSummaryIntake: Sendable {
    /// An answer, and for a refusal the reason in full, for the site's listing.
    struct Outcome: Sendable {
        let response: InboundResponse
        let refusal: String?
    }

    let queue: any QueueEngine
    let tasks: TaskCatalogue
    let clock: any WallClock
    let random: @Sendable () -> (UInt64, UInt64)

    func take(_ request: InboundRequest, at door: SiteDoor) async -> Outcome {
        guard request.method == "POST" else {
            return Outcome(response: .wrongMethod(allow: "POST"), refusal: "the method was not POST")
        }
        guard let signature = request.soleHeader("x-ai-signature") else {
            return refuse(401, "bad signature", because: "X-AI-Signature is missing or given twice")
        }
        guard BodySignature.verify(header: signature, body: request.body, secret: door.secret) else {
            return refuse(401, "bad signature", because: "X-AI-Signature does not fit the body and the site's secret")
        }
        let summary: PostSummary
        do {
            summary = try PostSummary(body: request.body)
        } catch {
            return refuse(400, error.message)
        }
        let now = clock.now()
        guard door.freshness.accepts(timestamp: summary.timestamp, now: now) else {
            return refuse(
                401,
                "stale",
                because: "timestamp \(summary.timestamp) is too far from the host's clock (\(now.seconds))"
            )
        }
        if let reason = door.callbackRefusal(summary.callbackURL) {
            return refuse(403, reason)
        }
        return await submit(summary, request, at: door, now: now)
    }

    private func submit(_ summary: PostSummary, _ request: InboundRequest, at door: SiteDoor, now: WallTime) async
        -> Outcome
    {
        // A job whose module is missing just now is kept all the same: this sender will not send it again.
        if let schema = tasks(door.site)[PostSummary.taskType]?.input,
            let input = try? JSONValue(parsing: summary.input),
            let violation = schema.violations(in: input).first
        {
            return refuse(422, "the post does not fit the installed module: \(violation)")
        }
        let job = NewJob(
            id: JobID(at: now, random: random()),
            site: door.site,
            taskType: PostSummary.taskType,
            input: summary.input,
            settings: door.settings,
            idempotencyKey: summary.senderID.map { "id:" + $0.text } ?? "sha256:" + hexadecimal(sha256(request.body)),
            priority: door.priority,
            availableAt: now,
            createdAt: now,
            retry: door.retry,
            reply: ReplyAddress(contract: "A", url: summary.callbackURL, echo: summary.echo),
            requestID: request.requestID
        )
        do {
            let id =
                switch try await queue.submit(job) {
                case .accepted(let id): id
                case .known(let id, _): id
                }
            let answer = JSONOutput.object([
                ("queued", .bool(true)),
                ("id", .string(id.text)),
                ("job_id", summary.senderID?.json ?? .string(id.text)),
            ])
            return Outcome(response: .json(200, answer), refusal: nil)
        } catch {
            return refused(by: error)
        }
    }

    /// The engine's own sentence may name paths of this host, so the sender gets another one.
    private func refused(by error: QueueError) -> Outcome {
        switch error.code {
        case .full: refuse(507, "the queue is full: no job was kept", because: error.message)
        case .unavailable, .newerDatabase, .heldByAnother, .corrupt:
            refuse(
                503,
                "the queue cannot be reached: no job was kept",
                because: error.message,
                headers: [("Retry-After", "10")]
            )
        }
    }

    private func refuse(
        _ status: Int,
        _ error: String,
        because reason: String? = nil,
        headers: [(name: String, value: String)] = []
    ) -> Outcome {
        Outcome(response: .refusal(status, error, headers: headers), refusal: reason ?? error)
    }
}
