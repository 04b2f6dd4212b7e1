// SPDX-License-Identifier: Apache-2.0
import Jobs
import Locks
import Modules

/// The pools of all modules: one for each module and site, made when the site's first job comes; one in all for a
/// module that the operator shares between sites. So no process serves two sites unless the operator said so.
final class SitePools: Sendable {
    /// A module, and how a pool of it is made.
    struct Source: Sendable {
        let module: String
        let isShared: Bool
        let make: @Sendable () -> ModulePool
    }

    private struct Place: Hashable {
        let module: String
        /// Nil for a module that sites share.
        let site: SiteID?
    }

    private struct State {
        var sources: [String: Source] = [:]
        var pools: [Place: ModulePool] = [:]
        var isClosed = false
    }

    private let state = Lock(State())

    /// - Parameters:
    ///   - first: a pool that was made already, to see the module start, and whose it is from now on.
    /// - Returns: false when another module offers one of the task types.
    func add(_ source: Source, tasks: [String], first: ModulePool, of site: SiteID) -> Bool {
        state.withLock { state in
            guard tasks.allSatisfy({ state.sources[$0] == nil }) else { return false }
            for task in tasks { state.sources[task] = source }
            state.pools[Place(module: source.module, site: source.isShared ? nil : site)] = first
            return true
        }
    }

    /// Nil when no module offers the task type, or the host stops.
    func pool(for task: String, _ site: SiteID) -> ModulePool? {
        state.withLock { state in
            guard let source = state.sources[task] else { return nil }
            let place = Place(module: source.module, site: source.isShared ? nil : site)
            if let pool = state.pools[place] { return pool }
            guard !state.isClosed else { return nil }
            let pool = source.make()
            state.pools[place] = pool
            return pool
        }
    }

    var all: [ModulePool] { state.withLock { Array($0.pools.values) } }

    /// Ends every process, and makes no further pool.
    func close() {
        let pools = state.withLock { state in
            state.isClosed = true
            return Array(state.pools.values)
        }
        for pool in pools { pool.close() }
    }
}
