// SPDX-License-Identifier: Apache-2.0
import FoundationEssentials
import Locks
import TaskABI

/// A job's beginning, copied out of what the host lent.
struct JobBegin: Sendable {
    let token: UInt64
    let id: String
    let attempt: Int
    let deadline: ContinuousClock.Instant?
    let input: [UInt8]
    let settings: [UInt8]

    /// Nil when a text is no UTF-8.
    init?(_ job: mortise_job) {
        guard let id = job.id.string else { return nil }
        token = job.token
        self.id = id
        attempt = Int(job.attempt)
        deadline = job.deadline_ms == 0 ? nil : .now + .milliseconds(Int64(clamping: job.deadline_ms))
        input = job.input.array
        settings = job.settings.array
    }
}

/// Runs the jobs of one task type, each in a Swift task of its own, and sees to it that each ends once.
final class TaskRunner: Sendable {
    private let calls: HostCalls
    private let perform: @Sendable (JobBegin, TaskContext) async throws -> [UInt8]
    private let running = Lock<[UInt64: Task<Void, Never>]>([:])

    init<Definition: AITask>(_ definition: Definition, calls: HostCalls) {
        self.calls = calls
        perform = { job, context in
            let input = try decodeJSON(Definition.Input.self, from: job.input, code: "bad_input", what: "the input")
            let result = try await definition.run(input, in: context)
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.withoutEscapingSlashes, .sortedKeys]
            return Array(try encoder.encode(result))
        }
    }

    /// [host-thread] Returns at once.
    func start(_ job: JobBegin) {
        let context = TaskContext(
            jobID: job.id,
            attempt: job.attempt,
            deadline: job.deadline,
            settings: job.settings,
            services: JobServices(calls: calls, token: job.token)
        )
        // Under the lock, so that a job which ends at once does not leave its entry behind.
        running.withLock {
            $0[job.token] = Task {
                let outcome = await self.outcome(of: job, context)
                self.running.withLock { _ = $0.removeValue(forKey: job.token) }
                self.calls.finish(job.token, outcome)
            }
        }
    }

    /// [host-thread]
    func cancel(_ token: UInt64) { running.withLock { $0[token] }?.cancel() }

    private func outcome(of job: JobBegin, _ context: TaskContext) async -> Result<[UInt8], TaskError> {
        do {
            return .success(try await perform(job, context))
        } catch let error as TaskError {
            return .failure(error)
        } catch is CancellationError {
            return .failure(TaskError(.cancelled, code: "cancelled", message: "the task stopped when it was cancelled"))
        } catch {
            return .failure(TaskError(.permanent, code: "task_failed", message: "\(error)"))
        }
    }
}

/// The host's services bound to one job.
private struct JobServices: TaskServices {
    let calls: HostCalls
    let token: UInt64

    func complete(_ prompt: Prompt) async throws -> Completion { try await calls.complete(token, prompt) }
    func log(_ level: LogLevel, _ line: String) { calls.log(token, level, line) }
}
