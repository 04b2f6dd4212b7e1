// SPDX-License-Identifier: Apache-2.0
import FoundationEssentials
import Locks
import TaskABI

/// Runs the jobs of one task type, and sees to it that each ends once: what `AsyncRunner` and `BlockingRunner` share.
class TaskRunner: @unchecked Sendable {
    // `@unchecked Sendable` is safe because a class that has subclasses cannot be checked; everything in it and in
    // the two subclasses is a constant of a Sendable type.
    fileprivate let calls: HostCalls
    /// How to cancel each job that runs.
    private let running = Lock<[UInt64: @Sendable () -> Void]>([:])

    fileprivate init(_ calls: HostCalls) { self.calls = calls }

    /// [host-thread] or [job-thread]
    func start(_ job: mortise_job) -> mortise_status {
        do {
            guard let begin = try JobBegin(job, calls: calls) else { return MORTISE_INVALID }
            run(begin)
        } catch {
            // The job has begun as far as the host is concerned: it says why it ended.
            calls.finish(job.token, .failure(error))
        }
        return MORTISE_OK
    }

    /// [host-thread]
    func cancel(_ token: UInt64) { running.withLock { $0[token] }?() }

    fileprivate func run(_ job: JobBegin) {}

    /// Notes a job, under the lock so that one which ends at once leaves no entry behind.
    fileprivate func note(_ token: UInt64, _ begin: @Sendable () -> (@Sendable () -> Void)) {
        running.withLock { $0[token] = begin() }
    }

    fileprivate func end(_ job: JobBegin, _ outcome: Result<[UInt8], TaskError>) {
        running.withLock { _ = $0.removeValue(forKey: job.token) }
        job.services.end()
        calls.finish(job.token, outcome)
    }
}

/// Each job in a Swift task of its own.
final class AsyncRunner<Definition: AITask>: TaskRunner, @unchecked Sendable {
    // `@unchecked Sendable` as in `TaskRunner`: the one further member is a constant.
    private let definition: Definition

    init(_ definition: Definition, calls: HostCalls) {
        self.definition = definition
        super.init(calls)
    }

    /// [host-thread] Returns at once.
    override func run(_ job: JobBegin) {
        note(job.token) {
            let task = Task {
                let outcome: Result<[UInt8], TaskError>
                do {
                    let input = try Definition.decodedInput(job.input)
                    let result = try await self.definition.run(input, in: job.context)
                    outcome = .success(try Definition.encodedResult(result))
                } catch {
                    outcome = .failure(TaskError(error))
                }
                self.end(job, outcome)
            }
            return { task.cancel() }
        }
    }
}

/// Each job on the thread that the host gives it.
final class BlockingRunner<Definition: BlockingTask>: TaskRunner, @unchecked Sendable {
    // `@unchecked Sendable` as in `TaskRunner`: the one further member is a constant.
    private let definition: Definition

    init(_ definition: Definition, calls: HostCalls) {
        self.definition = definition
        super.init(calls)
    }

    /// [job-thread] Returns when the job has ended.
    override func run(_ job: JobBegin) {
        let signal = CancellationSignal()
        note(job.token) { { signal.cancel() } }
        let outcome: Result<[UInt8], TaskError>
        do {
            let input = try Definition.decodedInput(job.input)
            let result = try definition.run(input, in: BlockingContext(job.context, signal: signal))
            outcome = .success(try Definition.encodedResult(result))
        } catch {
            outcome = .failure(TaskError(error))
        }
        end(job, outcome)
    }
}

extension TaskDefinition {
    fileprivate static func decodedInput(_ bytes: [UInt8]) throws(TaskError) -> Input {
        try decodeJSON(Input.self, from: bytes, code: "bad_input", what: "the input")
    }

    fileprivate static func encodedResult(_ result: Result) throws(TaskError) -> [UInt8] {
        let bytes = Array(try encodeJSON(result, what: "the result"))
        guard bytes.first == UInt8(ascii: "{") else {
            let message = "the result of `\(name)` is no JSON object: wrap it in a struct with a member"
            throw TaskError(.permanent, code: "bad_result", message: message)
        }
        return bytes
    }
}
