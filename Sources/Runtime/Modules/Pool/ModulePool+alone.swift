// SPDX-License-Identifier: Apache-2.0
import Buffers
import Jobs
import Locks
public import ModuleProtocol

/// Suspects and parts: one job to a process.
extension ModulePool {
    /// Seconds that a part has left when it was told to stop.
    private static let partGrace = 0.5

    func runAlone(_ job: ModuleJob, _ services: any JobServices, grace: Double? = nil) async -> ModuleRunEnd {
        // One that is idle may end in this moment; the next one is fresh.
        for _ in 0..<3 {
            var taken = state.withLock { $0.idleAlone.popLast() }
            while let found = taken, !found.isUsable { taken = state.withLock { $0.idleAlone.popLast() } }
            let process: ModuleProcess
            if let taken {
                process = taken
            } else {
                switch await started(isShared: false) {
                case .success(let fresh): process = fresh
                case .failure(let error): return notRun(error)
                }
            }
            let end = await process.run(job, services: services, grace: grace)
            note(end)
            let isKept = state.withLock { state -> Bool in
                guard process.isUsable, !state.isClosed else { return false }
                state.idleAlone.append(process)
                return true
            }
            if !isKept { process.retire() }
            if let end { return end }
        }
        return .notRun(reason: "module processes end as soon as they start", retryAfter: 1)
    }

    /// Runs one part of a job's `map` in a process that holds nothing else, at most as many at once as there are cores;
    /// the others wait. The part's buffers are given back with it, but not the one it was lent.
    ///
    /// A part that does not end half a second after its soft limit, or after its caller was cancelled, is ended with
    /// its process, whatever its hard limit says.
    /// - Returns: how the part ended. One whose process died is poison, `part_crashed`; one past its limit is
    ///   retryable, `timed_out`.
    public func runPart(_ part: ModuleJob, services: any JobServices) async -> JobEnd {
        defer { services.buffers.close() }
        guard await parts.pass() else { return .failed(.cancelledPart) }
        defer { parts.leave() }
        switch await runAlone(part.asPart(grace: Self.partGrace), services, grace: Self.partGrace) {
        case .succeeded(let result, _): return .succeeded(result: result)
        case .died(_, let evidence):
            let message = "the process of this part ended: \(evidence)".bounded(to: FrameLimits.sentence)
            return .failed(WireError(outcome: 4, code: "part_crashed", message: message))
        case .notRun(let reason, let retryAfter):
            if Task.isCancelled { return .failed(.cancelledPart) }
            return .failed(
                WireError(
                    outcome: 1,
                    code: "unavailable",
                    message: reason.bounded(to: FrameLimits.sentence),
                    retryAfter: UInt64(max(0, min(retryAfter, 1e9)) * 1000)
                )
            )
        case .failed(let error, let facts):
            if Task.isCancelled { return .failed(.cancelledPart) }
            // It stopped because its limit had passed.
            if error.class == .cancelled, Double(facts.milliseconds) >= part.softTimeout * 1000 {
                let message = "the part did not end within \(part.softTimeout.formatted) s"
                return .failed(WireError(outcome: 1, code: "timed_out", message: message))
            }
            return .failed(WireError(error))
        }
    }
}

extension WireError {
    fileprivate static let cancelledPart = WireError(outcome: 3, code: "cancelled", message: "the job is to stop")

    /// As it goes back to the module that asked for the part.
    fileprivate init(_ error: JobError) {
        let outcome: UInt8 =
            switch error.class {
            case .retryable: 1
            case .permanent: 2
            case .cancelled: 3
            case .poison: 4
            }
        self.init(
            outcome: outcome,
            code: error.code.bounded(to: 64),
            message: error.message.bounded(to: FrameLimits.sentence),
            retryAfter: UInt64(max(0, min(error.retryAfter ?? 0, 1e9)) * 1000)
        )
    }
}
