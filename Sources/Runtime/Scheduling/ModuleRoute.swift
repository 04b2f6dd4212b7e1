// SPDX-License-Identifier: Apache-2.0
import Jobs
public import Modules

/// Which pool runs a task type for a site.
public struct ModuleRoute: Sendable {
    private let pools: [String: ModulePool]

    /// - Parameter pools: by task type.
    public init(_ pools: [String: ModulePool]) { self.pools = pools }

    func pool(for taskType: String, site: SiteID) -> ModulePool? { pools[taskType] }

    func reapIdle() { for pool in pools.values { pool.reapIdle() } }
    func close() { for pool in pools.values { pool.close() } }
}
