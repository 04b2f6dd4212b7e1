// SPDX-License-Identifier: Apache-2.0
import Locks
import Observability

/// Starting processes, and what their ends mean for the next start.
extension ModulePool {
    /// A process that is ready. Starts that fail are followed by a growing wait, in which this fails at once.
    func started(isShared: Bool) async -> Result<ModuleProcess, ModuleError> {
        let (wait, isClosed) = state.withLock { ($0.starts.wait(at: .now), $0.isClosed) }
        guard !isClosed else { return .failure(ModuleError(ModuleProcess.stopping)) }
        guard wait == 0 else {
            return .failure(ModuleError("\(launch.image.origin) failed to start; next try in \(wait) s"))
        }
        do throws(ModuleError) {
            let process = try await begin(isShared)
            let isClosed = state.withLock { state in
                state.starts.succeeded()
                state.started += 1
                state.all.removeAll { $0.hasEnded }
                if !process.hasEnded { state.all.append(process) }
                return state.isClosed
            }
            if isClosed { process.close() }
            return .success(process)
        } catch {
            state.withLock { $0.starts.failed(at: .now) }
            log.error("a module process did not start", ["reason": error.description])
            return .failure(error)
        }
    }

    private func begin(_ isShared: Bool) async throws(ModuleError) -> ModuleProcess {
        let leaving: @Sendable (ModuleProcess, ModuleProcess.Leaving) -> Void = { [weak self] process, leaving in
            self?.left(process, leaving, isShared)
        }
        if isShared, options.isInline {
            return try await ModuleProcess.start(InlineModule(setup.image), setup, log: log, leaving: leaving)
        }
        if let template, let process = await forked(template, leaving) { return process }
        let link = try ModuleLink.take(try await spawner.spawn(launch))
        return try await ModuleProcess.start(link, setup, log: log, leaving: leaving)
    }

    /// A worker of the template; nil on any doubt: then one is spawned.
    private func forked(
        _ template: Template,
        _ leaving: @escaping @Sendable (ModuleProcess, ModuleProcess.Leaving) -> Void
    ) async -> ModuleProcess? {
        guard let (child, seal) = await template.fork() else { return nil }
        var setup = setup
        // What a forked process says of its confinement is its module's word: only the template's was said before the
        // module's first instruction.
        setup.templateSeal = seal
        do throws(ModuleError) {
            let link = try ModuleLink.take(child)
            let process = try await ModuleProcess.start(link, setup, log: log, leaving: leaving)
            template.proved()
            return process
        } catch {
            template.failed(error)
            return nil
        }
    }

    private func forget(_ process: ModuleProcess) {
        state.withLock { state in
            state.all.removeAll { $0 === process || $0.hasEnded }
            state.idleAlone.removeAll { $0 === process }
            state.seating.prune(\.isUsable)
        }
    }

    private func left(_ process: ModuleProcess, _ leaving: ModuleProcess.Leaving, _ isShared: Bool) {
        // Its descriptors are closed with the last word about it.
        if case .ended(let isDeath, _) = leaving {
            forget(process)
            if isDeath { state.withLock { $0.died += 1 } }
        }
        if isShared, case .ended(true, let evidence) = leaving {
            let (deaths, wait) = state.withLock { state in
                state.lastDeath = evidence
                let wait = state.crashes.died(at: .now)
                return (state.crashes.deaths, wait)
            }
            if let wait {
                log.error(
                    "module processes die again and again; the next start waits",
                    ["deaths": "\(deaths)", "wait_seconds": wait.formatted, "evidence": evidence]
                )
            }
        }
        pump()
    }
}
