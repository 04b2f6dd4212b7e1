// SPDX-License-Identifier: Apache-2.0
import FoundationEssentials
import Locks
import TaskABI

/// Runs the jobs of one task type, and sees to it that each ends once.
final class TaskRunner: Sendable {
    private let calls: HostCalls
    private let run: @Sendable (TaskRunner, JobBegin) -> Void
    /// How to cancel each job that runs.
    private let running = Lock<[UInt64: @Sendable () -> Void]>([:])

    private init(_ calls: HostCalls, run: @escaping @Sendable (TaskRunner, JobBegin) -> Void) {
        self.calls = calls
        self.run = run
    }

    /// Each job in a Swift task of its own: `start` returns at once.
    convenience init<Definition: AITask>(awaiting definition: Definition, calls: HostCalls) {
        self.init(calls) { runner, job in
            runner.note(job) {
                let task = Task {
                    let outcome: Result<[UInt8], TaskError>
                    do {
                        let input = try Definition.decodedInput(job.input)
                        let result = try await definition.run(input, in: job.context)
                        outcome = .success(try Definition.encodedResult(result))
                    } catch {
                        outcome = .failure(TaskError(error))
                    }
                    runner.end(job, outcome)
                }
                return { task.cancel() }
            }
        }
    }

    /// Each job on the thread that the host gives it: `start` returns when it has ended.
    convenience init<Definition: BlockingTask>(blocking definition: Definition, calls: HostCalls) {
        self.init(calls) { runner, job in
            let signal = CancellationSignal()
            runner.note(job) { { signal.cancel() } }
            let outcome: Result<[UInt8], TaskError>
            do {
                let input = try Definition.decodedInput(job.input)
                let result = try definition.run(input, in: BlockingContext(job.context, signal: signal))
                outcome = .success(try Definition.encodedResult(result))
            } catch {
                outcome = .failure(TaskError(error))
            }
            runner.end(job, outcome)
        }
    }

    /// [host-thread] or [job-thread]
    func start(_ job: mortise_job) -> mortise_status {
        do {
            guard let begin = try JobBegin(job, calls: calls) else { return MORTISE_INVALID }
            run(self, begin)
        } catch {
            // The job has begun as far as the host is concerned: it is told why it ended.
            calls.finish(job.token, .failure(error))
        }
        return MORTISE_OK
    }

    /// [host-thread]
    func cancel(_ token: UInt64) { running.withLock { $0[token] }?() }

    /// Begins a job under the lock, so that one which ends at once leaves no entry behind.
    private func note(_ job: JobBegin, _ begin: @Sendable () -> (@Sendable () -> Void)) {
        running.withLock { $0[job.token] = begin() }
    }

    private func end(_ job: JobBegin, _ outcome: Result<[UInt8], TaskError>) {
        running.withLock { _ = $0.removeValue(forKey: job.token) }
        job.services.end()
        calls.finish(job.token, outcome)
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
