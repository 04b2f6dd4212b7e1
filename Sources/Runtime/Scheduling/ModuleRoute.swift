// SPDX-License-Identifier: Apache-2.0
public import Jobs
public import Modules

/// Which pool runs a task type for a site.
public struct ModuleRoute: Sendable {
    private let pools: [String: ModulePool]
    private let runParts: (@Sendable (_ taskType: String, SiteID) -> PartRunner?)?

    /// - Parameters:
    ///   - pools: by task type.
    ///   - runParts: what runs the parts of a job of this task type; nil: no job can use `map`.
    public init(
        _ pools: [String: ModulePool],
        runParts: (@Sendable (_ taskType: String, SiteID) -> PartRunner?)? = nil
    ) {
        self.pools = pools
        self.runParts = runParts
    }

    func pool(for taskType: String, site: SiteID) -> ModulePool? { pools[taskType] }

    /// How the parts of a job are run; nil where they cannot be.
    func partRunner(for taskType: String, site: SiteID) -> PartRunner? { runParts?(taskType, site) }

    /// Of each pool once, by module.
    public var figures: [PoolFigures] {
        var seen: Set<ObjectIdentifier> = []
        return pools.values.filter { seen.insert(ObjectIdentifier($0)).inserted }.map(\.figures)
            .sorted { $0.module < $1.module }
    }

    func reapIdle(after seconds: Double) { for pool in pools.values { pool.reapIdle(after: seconds) } }
    func close() { for pool in pools.values { pool.close() } }
}
