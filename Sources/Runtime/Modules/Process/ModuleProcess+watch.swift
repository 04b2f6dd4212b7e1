// SPDX-License-Identifier: Apache-2.0
import Locks
import Observability

/// What the process takes, and what follows from it.
extension ModuleProcess {
    func beWatched() {
        guard let pid = link.pid, let watch = setup.watch else { return }
        watch.add(pid) { [weak self] in self?.judge($0) }
        // It may have ended meanwhile, and been taken off the list before it was on it.
        if hasEnded { watch.remove(pid) }
    }

    private func judge(_ facts: ProcessFacts) {
        switch setup.limits.verdict(facts) {
        case .fine: break
        case .kill(let reason): link.end(because: reason)
        case .retire(let reason):
            guard isUsable else { return }
            log.warning("a module process is replaced: \(reason)", ["jobs": "\(state.withLock { $0.jobs.count })"])
            retire()
        }
    }
}
