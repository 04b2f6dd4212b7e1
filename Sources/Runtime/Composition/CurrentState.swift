// SPDX-License-Identifier: Apache-2.0
import Configuration
import Gateway
import Locks
import Scheduling

/// The configuration that holds now, and what was made of it: what a reload replaces.
final class CurrentState: Sendable {
    struct Values: Sendable {
        var configuration: HostConfiguration
        /// The services that all sites share.
        var shared: HostServices
        var answering: [ProviderChoice: ServiceSetup.Answering]
        var router: Router
    }

    private let state: Lock<Values>

    init(_ values: Values) { state = Lock(values) }

    var values: Values { state.withLock { $0 } }
    var router: Router { state.withLock { $0.router } }
    var drainSeconds: Double { state.withLock { $0.configuration.drainSeconds } }

    func replace(_ values: Values) { state.withLock { $0 = values } }
}
