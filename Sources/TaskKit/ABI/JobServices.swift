// SPDX-License-Identifier: Apache-2.0
import Synchronization
import TaskABI

/// The host's services bound to one job. After the job's end nothing of it reaches the host any more: its token is
/// spent, and a task that leaves work behind would be taken for one that forges tokens.
final class JobServices: TaskServices {
    let calls: HostCalls
    let token: UInt64
    private let hasEnded = Atomic<Bool>(false)

    init(calls: HostCalls, token: UInt64) {
        self.calls = calls
        self.token = token
    }

    func end() { hasEnded.store(true, ordering: .releasing) }

    var isOver: Bool { hasEnded.load(ordering: .acquiring) }

    var isCancelled: Bool {
        guard !isOver else { return true }
        return calls.job.pointee.is_cancelled?(calls.job.pointee.host_context, token) == 1
    }

    func report(_ progress: JobProgress) {
        guard !isOver, let report = calls.job.pointee.report_progress else { return }
        var message = mortise_progress()
        message.struct_size = UInt32(MemoryLayout<mortise_progress>.size)
        message.done = UInt64(clamping: progress.done)
        message.total = UInt64(clamping: progress.total)
        withText(bounded(progress.note, to: 256)) {
            message.note = $0
            _ = report(calls.job.pointee.host_context, token, &message)
        }
    }

    func partial(_ text: String) {
        guard !isOver, let append = calls.job.pointee.append_partial else { return }
        // 64 KiB a call, cut between two scalars.
        var rest = text[...]
        while !rest.isEmpty {
            let piece = bounded(String(rest), to: 64 << 10)
            withText(piece) { _ = append(calls.job.pointee.host_context, token, $0) }
            rest = rest[rest.utf8.index(rest.startIndex, offsetBy: piece.utf8.count)...]
        }
    }

    func log(_ level: LogLevel, _ line: String) {
        guard !isOver, let logging = calls.logging, let log = logging.pointee.log else { return }
        withText(bounded(line, to: 2000)) { _ = log(logging.pointee.host_context, token, level.rawValue, $0) }
    }

    /// One call that the host answers.
    /// - Parameter begin: makes the call with the waiter's reference as its context.
    func call<Value: Sendable>(
        _ service: String,
        _ begin: (UnsafeMutableRawPointer) -> mortise_status
    ) async throws -> Value {
        try await self.begin(service, begin).value()
    }

    /// The same, from its beginning to what waits for the answer.
    func begin<Value: Sendable>(
        _ service: String,
        pieces: (@Sendable (String) -> Void)? = nil,
        _ begin: (UnsafeMutableRawPointer) -> mortise_status
    ) throws -> Waiter<Value> {
        guard !isOver, !Task.isCancelled else { throw TaskError.cancelled }
        let waiter = Waiter<Value>(self, pieces: pieces)
        let reference = waiter.retained()
        let status = begin(reference.toOpaque())
        guard status == MORTISE_OK else {
            // There will be no callback.
            reference.release()
            throw refusal(status, service)
        }
        return waiter
    }

    func unsupported(_ id: String) -> TaskError {
        TaskError(.permanent, code: "unsupported", message: "this host offers no \(id)")
    }

    private func refusal(_ status: mortise_status, _ service: String) -> TaskError {
        switch status {
        case MORTISE_NO_SUCH_JOB:
            TaskError(.cancelled, code: "cancelled", message: "the job has ended")
        case MORTISE_NOT_PERMITTED:
            TaskError(
                .permanent,
                code: "not_permitted",
                message: "the task did not declare the capability `\(service)`: add it to its `capabilities`"
            )
        case MORTISE_UNAVAILABLE:
            TaskError(.retryable, code: "unavailable", message: "too many calls of `\(service)` at once")
        case MORTISE_UNSUPPORTED:
            TaskError(.permanent, code: "unsupported", message: "this host does not offer this call of `\(service)`")
        default:
            TaskError(
                .permanent,
                code: "bad_request",
                message:
                    "the host refused a call of `\(service)` (status \(status)): it breaks a limit of docs/task-abi.md"
            )
        }
    }
}
