// SPDX-License-Identifier: Apache-2.0
import FoundationEssentials
public import Jobs
import Locks
public import Providers
import Queue
import Signing

/// The model calls of one run of one job: gives each its name, so that a later run finds the same answers.
public final class CompletionSession: Sendable {
    private struct State {
        /// How often each request was made in this run.
        var occurrences: [String: Int] = [:]
        var models: [String] = []
    }
    private let job: JobID
    private let service: CompletionService
    private let state = Lock(State())

    init(job: JobID, service: CompletionService) {
        self.job = job
        self.service = service
    }

    /// The models that answered, in order, without repeats.
    public var models: [String] { state.withLock { $0.models } }

    /// One call. The error's class says whether the job is worth another attempt. When the calling task is
    /// cancelled this ends at once; the call goes on and is recorded.
    public func complete(_ request: CompletionRequest) async throws(JobError) -> CompletionAnswer {
        let answer = try await service.complete(request, try key(of: request))
        state.withLock { if !$0.models.contains(answer.model) { $0.models.append(answer.model) } }
        return answer
    }

    /// SHA-256 over the request's JSON with sorted members: the same request in any process and any run.
    private func key(of request: CompletionRequest) throws(JobError) -> CompletionKey {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        guard let bytes = try? encoder.encode(request) else {
            throw JobError(.permanent, code: "bad_prompt", message: "the prompt holds a number that is no number")
        }
        let hash = hexadecimal(sha256(Array(bytes)))
        let occurrence = state.withLock { state in
            let count = state.occurrences[hash, default: 0]
            state.occurrences[hash] = count + 1
            return count
        }
        return CompletionKey(job: job, request: hash, occurrence: occurrence)
    }
}
