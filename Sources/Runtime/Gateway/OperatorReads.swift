// SPDX-License-Identifier: Apache-2.0
import Jobs
import Queue

/// What the operator may read over HTTP, with the operator's own token.
struct OperatorReads: Sendable {
    let store: any JobStore
    let outbox: any Outbox
    let gate: OperatorGate
    /// What a running job has said of itself; nil when it has said nothing.
    let running: @Sendable (JobID) -> JobView.Running?

    func job(_ name: String, asked request: InboundRequest) async -> InboundResponse {
        if let refusal = gate.refusal(request, closes: "reads are closed") { return refusal }
        guard let id = JobID(name) else { return .refusal(404, "there is no such job") }
        do {
            guard let record = try await store.job(id) else { return .refusal(404, "there is no such job") }
            let callbacks = try await outbox.callbacks(of: id)
            return InboundResponse(
                status: 200,
                body: JobView.json(of: record, callbacks: callbacks, running: running(id))
            )
        } catch {
            return .refusal(503, "the job store cannot be read: \(error.message)", headers: [("Retry-After", "10")])
        }
    }
}
