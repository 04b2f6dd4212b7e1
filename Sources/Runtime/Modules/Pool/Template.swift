// SPDX-License-Identifier: Apache-2.0
import Locks
import Observability

/// The warm start of one pool: a process with the module loaded, of which workers are forked. Started when it is first
/// needed; on any doubt it is ended, and workers are spawned instead until a new one may be tried.
final class Template: Sendable {
    private struct State {
        var starting: Task<ModuleProcess?, Never>?
        var backoff = RestartBackoff()
        var isClosed = false
    }

    private let launch: ChildLaunch
    private let setup: ProcessSetup
    private let spawner: Spawner
    private let log: Logger
    private let state = Lock(State())

    init(_ launch: ChildLaunch, _ setup: ProcessSetup, spawner: Spawner, log: Logger) {
        var launch = launch
        launch.role = .template
        var setup = setup
        // It takes no jobs; what it takes of the machine counts all the same.
        setup.jobLimit = 0
        self.launch = launch
        self.setup = setup
        self.spawner = spawner
        self.log = log
    }

    /// A fresh worker of the host's own; nil: spawn one instead.
    func fork() async -> (child: ChildProcess, seal: (tier: Int, notes: [String]))? {
        guard let template = await running() else { return nil }
        do throws(ModuleError) {
            return (try await template.fork(spawner.known), template.seal)
        } catch {
            template.link.end(because: "its word cannot be trusted")
            state.withLock { state in
                state.starting = nil
                state.backoff.failed(at: .now)
            }
            log.warning("no warm start; a process is spawned instead", ["reason": error.description])
            return nil
        }
    }

    /// A worker that it made became ready.
    func proved() { state.withLock { $0.backoff.succeeded() } }

    /// A worker that it made did not become ready.
    func failed(_ error: ModuleError) {
        state.withLock { state in
            if let starting = state.starting.take() {
                Task { await starting.value?.link.end(because: "what it forks does not work") }
            }
            state.backoff.failed(at: .now)
        }
        log.warning("a forked process did not start; one is spawned instead", ["reason": error.description])
    }

    func close() {
        let starting = state.withLock { state in
            state.isClosed = true
            return state.starting.take()
        }
        if let starting { Task { await starting.value?.close() } }
    }

    /// Ends it when nothing needs it; the next fork starts another.
    func rest() {
        let starting = state.withLock { $0.starting.take() }
        if let starting { Task { await starting.value?.retire() } }
    }

    private func running() async -> ModuleProcess? {
        let starting = state.withLock { state -> Task<ModuleProcess?, Never>? in
            guard !state.isClosed else { return nil }
            if let starting = state.starting { return starting }
            guard state.backoff.wait(at: .now) == 0 else { return nil }
            let starting = Task { await self.started() }
            state.starting = starting
            return starting
        }
        guard let starting else { return nil }
        if let process = await starting.value, process.isUsable { return process }
        // It failed, or has ended since: the next caller starts another.
        state.withLock { if $0.starting == starting { $0.starting = nil } }
        return nil
    }

    private func started() async -> ModuleProcess? {
        spawner.known.templateStarts()
        do throws(ModuleError) {
            let link = try ModuleLink.take(try await spawner.spawn(launch))
            return try await ModuleProcess.start(link, setup, log: log.with("role", "template"))
        } catch {
            state.withLock { $0.backoff.failed(at: .now) }
            log.warning("a template did not start; processes are spawned instead", ["reason": error.description])
            return nil
        }
    }
}
