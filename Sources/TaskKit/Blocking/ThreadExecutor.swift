// SPDX-License-Identifier: Apache-2.0
import Locks

/// Runs one async function on the thread that waits for it: what the function would have Swift's pool do, the waiting
/// thread does between two waits. So the services of a blocking task are those of an async one, and no pool is touched.
final class ThreadExecutor: TaskExecutor {
    private let jobs = Lock<[UnownedJob]>([])
    private let bell = Semaphore()

    private init() {}

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        jobs.withLock { $0.append(job) }
        bell.signal()
    }

    /// Blocks the calling thread until `body` has ended. The signal cancels it.
    static func run<Value: Sendable>(
        cancelledBy signal: CancellationSignal,
        _ body: @escaping @Sendable () async throws -> Value
    ) throws -> Value {
        let executor = ThreadExecutor()
        let outcome = Outcome<Value>()
        let task = Task(executorPreference: executor) {
            let result: Result<Value, any Error>
            do { result = .success(try await body()) } catch { result = .failure(error) }
            outcome.value.withLock { $0 = result }
        }
        let number = signal.whenCancelled { task.cancel() }
        defer { signal.forget(number) }
        while true {
            executor.bell.wait()
            // One for each signal: a job is put there before it.
            let job = executor.jobs.withLock { $0.isEmpty ? nil : $0.removeFirst() }
            job?.runSynchronously(on: executor.asUnownedTaskExecutor())
            if let result = outcome.value.withLock({ $0 }) { return try result.get() }
        }
    }

    private final class Outcome<Value: Sendable>: Sendable {
        let value = Lock<Result<Value, any Error>?>(nil)
    }
}
