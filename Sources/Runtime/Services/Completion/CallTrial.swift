// SPDX-License-Identifier: Apache-2.0
import Locks
import Providers

/// The requests of one call, until one has an answer or nothing more is worth a try. A reference with small functions:
/// while a call waits, each suspended function holds what it uses, and thousands may wait at once.
final class CallTrial<Answer: Sendable>: Sendable {
    /// One request, in so many seconds.
    typealias Request = @Sendable (Double) async throws(ProviderFailure) -> Answer

    /// An answer, and how many requests it took.
    final class Found: Sendable {
        let answer: Answer
        let requests: Int

        fileprivate init(_ answer: Answer, requests: Int) {
            self.answer = answer
            self.requests = requests
        }
    }

    /// What came of one request. A reference, as `Found`.
    final class Outcome: Sendable {
        let found: Found?
        /// Of a request that has no answer, why.
        let failure: ProviderFailure
        /// Seconds after which the next request is worth a try; nil: none is.
        let wait: Double?

        fileprivate init(_ found: Found) {
            self.found = found
            failure = ProviderFailure(.broken, "")
            wait = nil
        }

        fileprivate init(_ failure: ProviderFailure, wait: Double?) {
            found = nil
            self.failure = failure
            self.wait = wait
        }
    }

    private let pace: CallPace
    private let first: Double
    private let end: Double
    private let hasBegun: @Sendable () -> Bool
    private let request: Request
    private let retries = Lock(CallRetries())

    /// See `CallPace.trial`.
    init(
        _ pace: CallPace,
        first: Double,
        end: Double,
        hasBegun: @escaping @Sendable () -> Bool,
        _ request: @escaping Request
    ) {
        self.pace = pace
        self.first = first
        self.end = end
        self.hasBegun = hasBegun
        self.request = request
    }

    /// Makes the next request.
    @inline(never)
    func next() async -> Outcome {
        do throws(ProviderFailure) {
            return found(try await request(time()))
        } catch {
            return outcome(error)
        }
    }

    private func time() -> Double {
        retries.withLock { retries in
            retries.begin()
            return retries.made == 1 ? first : end - pace.now()
        }
    }

    @inline(never)
    private func found(_ answer: Answer) -> Outcome {
        Outcome(Found(answer, requests: retries.withLock { $0.made }))
    }

    @inline(never)
    private func outcome(_ failure: ProviderFailure) -> Outcome {
        let wait = retries.withLock {
            $0.wait(after: failure, hasBegun: hasBegun(), left: end - pace.now(), jitter: pace.jitter())
        }
        return Outcome(failure, wait: Task.isCancelled ? nil : wait)
    }
}
