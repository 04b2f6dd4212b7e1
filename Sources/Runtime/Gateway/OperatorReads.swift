// SPDX-License-Identifier: Apache-2.0
import Jobs
import Queue

/// What may be read over HTTP: by the operator all of it, by a site its own jobs.
struct OperatorReads: Sendable {
    let store: any JobStore
    let outbox: any Outbox
    let gate: any CallerGate
    /// What a running job has said of itself; nil when it has said nothing.
    let running: @Sendable (JobID) -> JobView.Running?

    func job(_ name: String, asked request: InboundRequest) async -> InboundResponse {
        let caller: Caller
        switch gate.admit(request) {
        case .caller(let known): caller = known
        case .refused(let refusal): return refusal
        }
        guard let id = JobID(name) else { return .refusal(404, "there is no such job") }
        do {
            guard let record = try await store.job(id), caller.sees(record.site) else {
                return .refusal(404, "there is no such job")
            }
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
