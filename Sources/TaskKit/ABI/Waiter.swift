// SPDX-License-Identifier: Apache-2.0
import Locks
import TaskABI

/// What waits for one answer of the host's: retained by the call, taken over by the one callback. The first of answer
/// and cancellation counts; the other finds nobody waiting.
final class Waiter<Value: Sendable>: Sendable {
    private enum State {
        case begun
        case waiting(UnsafeContinuation<Result<Value, TaskError>, Never>)
        case settled(Result<Value, TaskError>)
        case over
    }
    private let state = Lock(State.begun)
    /// The job that called, for buffers in the answer.
    let job: JobServices
    private let pieces: (@Sendable (String) -> Void)?

    init(_ job: JobServices, pieces: (@Sendable (String) -> Void)? = nil) {
        self.job = job
        self.pieces = pieces
    }

    func settle(_ result: Result<Value, TaskError>) {
        let waiting: UnsafeContinuation<Result<Value, TaskError>, Never>? = state.withLock { state in
            switch state {
            case .begun:
                state = .settled(result)
                return nil
            case .waiting(let continuation):
                state = .over
                return continuation
            case .settled, .over: return nil
            }
        }
        waiting?.resume(returning: result)
    }

    /// The answer, or `TaskError.cancelled` as soon as the Swift task is cancelled.
    func value() async throws -> Value {
        try await withTaskCancellationHandler {
            await withUnsafeContinuation { continuation in
                let early: Result<Value, TaskError>? = state.withLock { state in
                    guard case .settled(let result) = state else {
                        state = .waiting(continuation)
                        return nil
                    }
                    state = .over
                    return result
                }
                if let early { continuation.resume(returning: early) }
            }
        } onCancel: {
            settle(.failure(.cancelled))
        }
        .get()
    }

    /// [host-thread]
    func hear(_ piece: String) {
        let isOpen = state.withLock { state in
            switch state {
            case .begun, .waiting: true
            case .settled, .over: false
            }
        }
        if isOpen { pieces?(piece) }
    }

    /// For the call: a reference that its callback takes over, or that is released when there will be none.
    func retained() -> Unmanaged<Waiter> { .passRetained(self) }

    static func borrowed(_ context: UnsafeMutableRawPointer?) -> Waiter? {
        context.map { Unmanaged<Waiter>.fromOpaque($0).takeUnretainedValue() }
    }

    /// What every callback does: takes the reference over, checks the answer's form, settles. [host-thread] Only copies
    /// and resumes; the task goes on elsewhere.
    static func deliver<Answer>(
        _ context: UnsafeMutableRawPointer?,
        _ answer: UnsafePointer<Answer>?,
        _ end: KeyPath<Answer, mortise_end>,
        _ value: (Answer, JobServices) throws(TaskError) -> Value
    ) {
        guard let context else { return }
        let waiter = Unmanaged<Waiter>.fromOpaque(context).takeRetainedValue()
        guard let answer, UnsafeRawPointer(answer).load(as: UInt32.self) >= UInt32(MemoryLayout<Answer>.size) else {
            let message = "the host's answer does not fit TaskABI 0.9"
            return waiter.settle(.failure(TaskError(.permanent, code: "bad_answer", message: message)))
        }
        if let error = TaskError(answer.pointee[keyPath: end]) { return waiter.settle(.failure(error)) }
        do {
            waiter.settle(.success(try value(answer.pointee, waiter.job)))
        } catch {
            waiter.settle(.failure(error))
        }
    }
}

extension TaskError {
    /// Nil for a success.
    init?(_ end: mortise_end) {
        guard end.outcome != MORTISE_SUCCEEDED else { return nil }
        self.init(
            Class(rawValue: end.outcome) ?? .permanent,
            code: end.code.string ?? "",
            message: end.message.string ?? "",
            retryAfter: end.retry_after_ms == 0 ? nil : Double(end.retry_after_ms) / 1000
        )
    }
}
