// SPDX-License-Identifier: Apache-2.0
import TaskABI

/// The host's services as Swift calls.
///
/// `@unchecked Sendable` is safe because it holds pointers to vtables that the host writes once before the
/// module sees them and keeps for the life of the process, and every function in them is tagged [any-thread].
struct HostCalls: @unchecked Sendable {
    private let job: UnsafePointer<mortise_job_service>
    private let completion: UnsafePointer<mortise_complete_service>?
    private let logging: UnsafePointer<mortise_log_service>?

    /// Nil when the host has no job service: then no job could ever end.
    init?(_ host: UnsafePointer<mortise_host>) {
        guard let find = host.pointee.find_service else { return nil }
        func service<Table>(_ id: String, _ type: Table.Type) -> UnsafePointer<Table>? {
            withText(id) { find(host.pointee.host_context, $0) }?.assumingMemoryBound(to: type)
        }
        guard let job = service(MORTISE_JOB_SERVICE, mortise_job_service.self), job.pointee.finish != nil else {
            return nil
        }
        self.job = job
        completion = service(MORTISE_COMPLETE_SERVICE, mortise_complete_service.self)
        logging = service(MORTISE_LOG_SERVICE, mortise_log_service.self)
    }

    /// The terminal call of a job.
    func finish(_ token: UInt64, _ result: Result<[UInt8], TaskError>) {
        var outcome = mortise_outcome()
        outcome.struct_size = UInt32(MemoryLayout<mortise_outcome>.size)
        switch result {
        case .success(let bytes):
            withText(bytes) {
                outcome.end.outcome = MORTISE_SUCCEEDED
                outcome.result = $0
                // A result over the host's limit is refused without ending the job.
                if job.pointee.finish(job.pointee.host_context, token, &outcome) == MORTISE_INVALID {
                    finish(
                        token,
                        .failure(TaskError(.permanent, code: "result_refused", message: "the host refused the result"))
                    )
                }
            }
        case .failure(let error):
            outcome.end.outcome = error.class.rawValue
            outcome.end.retry_after_ms = UInt64(max(0, min(error.retryAfter ?? 0, 1e9)) * 1000)
            withText(error.code) { code in
                withText(error.message) { message in
                    outcome.end.code = code
                    outcome.end.message = message
                    _ = job.pointee.finish(job.pointee.host_context, token, &outcome)
                }
            }
        }
    }

    func log(_ token: UInt64, _ level: LogLevel, _ line: String) {
        guard let logging, let log = logging.pointee.log else { return }
        withText(line) { _ = log(logging.pointee.host_context, token, level.rawValue, $0) }
    }

    /// One model call; suspends until the host's answer.
    func complete(_ token: UInt64, _ prompt: Prompt) async throws(TaskError) -> Completion {
        guard let completion, let call = completion.pointee.complete else {
            throw TaskError(.permanent, code: "unsupported", message: "this host offers no \(MORTISE_COMPLETE_SERVICE)")
        }
        let answer = await withUnsafeContinuation { (continuation: CompletionWaiter.Continuation) in
            // Retained for the callback, which takes it over; released here when there will be none.
            let waiter = Unmanaged.passRetained(CompletionWaiter(continuation))
            let status = withRequest(prompt) {
                call(completion.pointee.host_context, token, $0, nil, completeAnswered, waiter.toOpaque())
            }
            if status != MORTISE_OK {
                waiter.release()
                continuation.resume(returning: .failure(Self.error(status)))
            }
        }
        return try answer.get()
    }

    private static func error(_ status: mortise_status) -> TaskError {
        switch status {
        case MORTISE_NO_SUCH_JOB:
            TaskError(.cancelled, code: "cancelled", message: "the job has ended")
        case MORTISE_NOT_PERMITTED:
            TaskError(.permanent, code: "not_permitted", message: "the task did not declare the capability `complete`")
        case MORTISE_UNAVAILABLE:
            TaskError(.retryable, code: "unavailable", message: "too many model calls at once")
        default:
            TaskError(.permanent, code: "bad_prompt", message: "the host refused the prompt (status \(status))")
        }
    }
}
