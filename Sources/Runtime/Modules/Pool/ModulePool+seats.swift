// SPDX-License-Identifier: Apache-2.0
import Locks
import ModuleProtocol
import Observability

/// Slots in shared processes: given, waited for, and made by starting another.
extension ModulePool {
    /// A slot for a job of this type; waits until there is one. Who gets one owes one `free`.
    func seat(_ type: String) async -> Seated {
        let number = state.withLock { state in
            state.callers += 1
            return state.callers
        }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let found = state.withLock { state -> ModuleProcess? in
                    state.seating.prune { $0.isUsable }
                    if let process = state.seating.take(type) { return process }
                    state.seating.wait(number, type, continuation)
                    return nil
                }
                if let found {
                    continuation.resume(returning: .seat(found))
                } else if Task.isCancelled {
                    // Cancelled before it waited: that word found nobody.
                    leave(number)
                }
                pump()
            }
        } onCancel: {
            leave(number)
        }
    }

    /// The job has left its slot.
    func free(_ process: ModuleProcess, _ type: String, wasRun: Bool) {
        state.withLock { $0.seating.free(process, type, wasRun: wasRun) }
        pump()
    }

    private func leave(_ number: UInt64) {
        state.withLock { $0.seating.leave(number) }?.resume(returning: .cancelled)
    }

    /// What is to be done once the lock is let go of.
    private struct Errand {
        var seated: [(CheckedContinuation<Seated, Never>, ModuleProcess)] = []
        var dismissed: [CheckedContinuation<Seated, Never>] = []
        var reason = ModuleError("")
        var startsAnother = false
    }

    /// Brings jobs and processes together, and starts a process where one is wanted.
    func pump() {
        let errand = state.withLock { state -> Errand in
            var errand = Errand()
            state.seating.prune { $0.isUsable }
            guard !state.isClosed else {
                errand.dismissed = state.seating.dismissAll()
                errand.reason = ModuleError(ModuleProcess.stopping)
                return errand
            }
            errand.seated = state.seating.seatWaiting()
            let wait = state.wait
            if wait == 0, state.seating.wantsAnother {
                state.seating.starting += 1
                errand.startsAnother = true
            }
            if state.seating.processes.isEmpty, state.seating.starting == 0 {
                errand.dismissed = state.seating.dismissAll()
                errand.reason = delay(state, wait)
            }
            return errand
        }
        for (waiter, process) in errand.seated { waiter.resume(returning: .seat(process)) }
        for waiter in errand.dismissed { waiter.resume(returning: .none(errand.reason)) }
        if errand.startsAnother { Task { await self.addReplica() } }
    }

    private func delay(_ state: State, _ wait: Double) -> ModuleError {
        let seconds = ((wait * 10).rounded(.up) / 10).formatted
        guard state.crashes.deaths > CrashLoop.patience else {
            return ModuleError("\(launch.image.origin) failed to start; next try in \(seconds) s")
        }
        return ModuleError(
            "\(launch.image.origin) died \(state.crashes.deaths) times in a row; next start in \(seconds) s; "
                + "the last time \(state.lastDeath)"
        )
    }

    private func addReplica() async {
        let result = await started(isShared: true)
        let dismissed = state.withLock { state -> [CheckedContinuation<Seated, Never>] in
            state.seating.starting -= 1
            if case .success(let process) = result {
                state.seating.add(process, slots: slots(process.hello), quota: quota)
                return []
            }
            let isHopeless = state.seating.processes.isEmpty && state.seating.starting == 0
            return isHopeless ? state.seating.dismissAll() : []
        }
        if case .failure(let error) = result {
            for waiter in dismissed { waiter.resume(returning: .none(error)) }
        }
        pump()
    }

    private var quota: Int { setup.jobLimit > 0 && !options.isInline ? setup.jobLimit : .max }

    /// Jobs at once of each task type in one process.
    private func slots(_ hello: ModuleHello?) -> [String: Int] {
        let most = Seating<ModuleProcess, Never>.processLimit
        return Dictionary(
            (hello?.taskTypes ?? []).map { type in
                let own = type.isBlocking ? options.cores : most
                return (type.name, type.concurrency == 0 ? own : min(most, Int(type.concurrency)))
            },
            uniquingKeysWith: min
        )
    }
}
