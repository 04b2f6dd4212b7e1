// SPDX-License-Identifier: Apache-2.0
import JSON
import JSONSchema
import Jobs
import Queue
import Signing

/// The way of a signed body, by contract A or B, from bytes to a durable job. Nothing of it is looked at before its
/// signature is right.
struct SignedIntake: Sendable {
    /// An answer, and for a refusal the reason in full, for the site's listing.
    struct Outcome: Sendable {
        let response: InboundResponse
        let refusal: String?
    }

    let queue: any QueueEngine
    let tasks: TaskCatalogue
    let clock: any WallClock
    let random: @Sendable () -> (UInt64, UInt64)

    func take<Body: SignedBody>(_ kind: Body.Type, _ request: InboundRequest, at door: SiteDoor) async -> Outcome {
        guard request.method == "POST" else {
            return Outcome(response: .wrongMethod(allow: "POST"), refusal: "the method was not POST")
        }
        guard let signature = request.soleHeader("x-ai-signature") else {
            return refuse(401, "bad signature", because: "X-AI-Signature is missing or given twice")
        }
        guard let terms = Body.terms(of: door) else {
            return refuse(
                401,
                "bad signature",
                because: "the site has no secret for contract \(Body.contract), so nothing that is signed with one fits"
            )
        }
        guard BodySignature.verify(header: signature, body: request.body, secret: terms.secret) else {
            return refuse(401, "bad signature", because: "X-AI-Signature does not fit the body and the site's secret")
        }
        let body: Body
        do {
            body = try Body(body: request.body)
        } catch {
            return refuse(400, error.message)
        }
        let now = clock.now()
        guard door.freshness.accepts(timestamp: body.timestamp, now: now) else {
            return refuse(
                401,
                "stale",
                because: "\(Body.timestampName) \(body.timestamp) is too far from the host's clock (\(now.seconds))"
            )
        }
        if let reason = terms.callbackRefusal(body.callbackURL) ?? body.refusal(at: door) { return refuse(403, reason) }
        return await submit(body, request, at: door, terms, now: now)
    }

    private func submit<Body: SignedBody>(
        _ body: Body,
        _ request: InboundRequest,
        at door: SiteDoor,
        _ terms: SignedTerms,
        now: WallTime
    ) async -> Outcome {
        // A job whose module is missing just now is kept all the same: this sender will not send it again.
        if let schema = tasks(door.site)[Body.taskType]?.input,
            let input = try? JSONValue(parsing: body.input),
            let violation = schema.violations(in: input).first
        {
            return refuse(422, "\(Body.noun) does not fit the installed module: \(violation)")
        }
        let job = NewJob(
            id: JobID(at: now, random: random()),
            site: door.site,
            taskType: Body.taskType,
            input: body.input,
            settings: terms.settings,
            idempotencyKey: body.key(of: request.body),
            priority: door.priority,
            availableAt: now,
            createdAt: now,
            retry: terms.retry,
            reply: ReplyAddress(contract: Body.contract, url: body.callbackURL, echo: body.echo(at: door)),
            requestID: request.requestID
        )
        do {
            let id =
                switch try await queue.submit(job) {
                case .accepted(let id): id
                case .known(let id, _): id
                }
            return Outcome(response: .json(200, body.answer(id)), refusal: nil)
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
