// SPDX-License-Identifier: Apache-2.0
import Configuration
import CSystem
import Glibc
import Observability
import Runtime
import Threads

/// `mortise serve`
struct Serve {
    private let invocation: Invocation

    init(_ invocation: Invocation) throws(UsageError) {
        self.invocation = invocation
        let arguments = try Arguments(invocation.words, options: [], flags: [])
        guard arguments.rest.isEmpty else { throw UsageError("takes no words") }
    }

    func run() async throws -> Int32 {
        let signals = StopSignals()
        let configuration = try HostConfiguration.read(
            invocation.environment,
            facts: invocation.facts,
            readFile: SecretFile.read
        )
        let host = try await Host.start(configuration, log: Logger(StandardError()))
        let running = Task { await host.run() }
        await signals.first()
        // A second signal ends the wait for running jobs; they go back to the queue at the next start.
        Task {
            await signals.first()
            _exit(128 + SIGTERM)
        }
        await host.stop()
        await running.value
        return ExitStatus.fine
    }
}

/// SIGTERM and SIGINT as something to wait for. Made before any other thread, which then inherits the mask.
private final class StopSignals: Sendable {
    private let doorbell = Doorbell()

    init() {
        DedicatedThread.start("mortise-signals") { [doorbell] in
            var signals = sigset_t()
            sigemptyset(&signals)
            sigaddset(&signals, SIGTERM)
            sigaddset(&signals, SIGINT)
            while true {
                var signal: Int32 = 0
                if sigwait(&signals, &signal) == 0 { doorbell.ring() }
            }
        }
    }

    func first() async { await doorbell.wait() }
}

extension MortiseCommand {
    /// Keeps SIGTERM and SIGINT from every thread but the one that waits for them. Call first in `main`.
    public static func holdStopSignals() {
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGTERM)
        sigaddset(&signals, SIGINT)
        pthread_sigmask(SIG_BLOCK, &signals, nil)
    }
}
