// SPDX-License-Identifier: Apache-2.0
import Configuration
import Glibc
import Observability
import Runtime

/// `mortise serve`
struct Serve {
    private let invocation: Invocation

    init(_ invocation: Invocation) throws(UsageError) {
        self.invocation = invocation
        let arguments = try Arguments(invocation.words, options: [], flags: [])
        guard arguments.rest.isEmpty else { throw UsageError("takes no words") }
    }

    func run() async throws -> Int32 {
        let signals = try StopSignals()
        ReloadSignal.hold()
        let configuration = try HostConfiguration.read(
            invocation.environment,
            facts: invocation.facts,
            readFile: SecretFile.read,
            exposure: SecretFile.exposure
        )
        let lines = try QueuedLog()
        // What was logged last is what explains an end.
        defer { lines.flush(within: 2) }
        let observation = Observation { [weak lines] in lines?.dropped ?? 0 }
        let log = Logger(JobLines(lines, observation.jobs))
        let host = try await Host.start(configuration, log: log, observation: observation)
        try ReloadSignal.answer { [invocation] in Self.reload(host, invocation, log) }
        let running = Task { await host.run() }
        let notice = ServiceNotice(environment: invocation.environment)
        let watchdog = Watchdog(notice) { await host.pulse() }
        let watching = Task { await watchdog?.run() }
        notice.ready(status: "listening on \(configuration.listenHost):\(host.port ?? 0)")
        await signals.next()
        notice.stopping(within: host.longestStop)
        // A second signal ends the wait for running jobs; they go back to the queue at the next start.
        Task {
            await signals.next()
            lines.flush(within: 1)
            _exit(128 + SIGTERM)
        }
        await host.stop()
        await running.value
        watchdog?.stop()
        watching.cancel()
        return ExitStatus.fine
    }

    /// Reads everything anew and lets the host go on with it; says why where it does not.
    private static func reload(_ host: Host, _ invocation: Invocation, _ log: Logger) {
        do {
            let configuration = try HostConfiguration.read(
                invocation.environment,
                facts: invocation.facts,
                readFile: SecretFile.read,
                exposure: SecretFile.exposure
            )
            try host.reload(configuration)
        } catch {
            log.error("the configuration was not reloaded; the one that runs stays in effect:\n\(error)")
        }
    }
}
