// SPDX-License-Identifier: Apache-2.0
import Locks
import ModuleProtocol

/// A template's answer: the new process's pid, or 0 and why there is none.
struct Forked: Sendable {
    var pid: Int32
    var reason: String
}

/// A template: it takes no jobs and forks workers, with its module loaded. Its child is the host's own child.
extension ModuleProcess {
    /// Seconds that a fork may take.
    private static let forkLimit = 2.0

    /// Makes a worker.
    /// - Returns: the new process. That it is the host's child, and nobody's yet, has been asked of the kernel.
    /// - Throws: on any doubt; the template is not to be believed any further then.
    func fork(_ known: KnownChildren) async throws(ModuleError) -> ChildProcess {
        let (ours, theirs) = try Descriptor.socketPair()
        let (outputRead, outputWrite) = try Descriptor.pipe()
        known.forkBegins()
        defer { known.forkEnds() }
        let link = link
        let timer = Task {
            try await Task.sleep(for: .seconds(Self.forkLimit))
            link.end(because: "it did not fork within \(Self.forkLimit.formatted) s")
        }
        let forked = await withCheckedContinuation { continuation in
            let isWaiting = state.withLock { state in
                guard !state.hasEnded else { return false }
                state.forks.append(continuation)
                return true
            }
            guard isWaiting else { return continuation.resume(returning: Forked(pid: 0, reason: "it has ended")) }
            link.send(.fork, [theirs, outputWrite])
        }
        timer.cancel()
        guard forked.pid > 0 else {
            throw ModuleError("the template of \(setup.image.origin) did not fork: \(forked.reason)")
        }
        guard let pidfd = known.adopt(forked.pid) else {
            throw ModuleError("the template of \(setup.image.origin) named a process that is not the host's new child")
        }
        ours.setNonBlocking()
        outputRead.setNonBlocking()
        return ChildProcess(pid: forked.pid, pidfd: pidfd, socket: ours, output: outputRead, known: known)
    }

    func forked(_ answer: Forked) {
        let waiting = state.withLock { $0.forks.isEmpty ? nil : $0.forks.removeFirst() }
        guard let waiting else { return link.end(because: "it said out of turn that it forked") }
        waiting.resume(returning: answer)
    }
}
