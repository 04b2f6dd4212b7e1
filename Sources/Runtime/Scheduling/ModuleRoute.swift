// SPDX-License-Identifier: Apache-2.0
public import Jobs
public import Modules

/// Which pool runs a task type for a site.
public struct ModuleRoute: Sendable {
    private let find: @Sendable (_ taskType: String, SiteID) -> ModulePool?
    private let all: @Sendable () -> [ModulePool]
    private let closing: @Sendable () -> Void
    private let runParts: (@Sendable (_ taskType: String, SiteID) -> PartRunner?)?

    /// The same pools for every site.
    /// - Parameters:
    ///   - pools: by task type.
    ///   - runParts: what runs the parts of a job of this task type; nil: no job can use `map`.
    public init(
        _ pools: [String: ModulePool],
        runParts: (@Sendable (_ taskType: String, SiteID) -> PartRunner?)? = nil
    ) {
        self.init(
            find: { type, _ in pools[type] },
            all: { Array(pools.values) },
            close: { for pool in pools.values { pool.close() } },
            runParts: runParts
        )
    }

    /// - Parameters:
    ///   - find: the pool for a site's jobs of a task type; nil when no module offers it.
    ///   - all: every pool that there is by now.
    ///   - close: closes all of them and those that would still come.
    ///   - runParts: what runs the parts of a job of this task type; nil: no job can use `map`.
    public init(
        find: @escaping @Sendable (_ taskType: String, SiteID) -> ModulePool?,
        all: @escaping @Sendable () -> [ModulePool],
        close: @escaping @Sendable () -> Void,
        runParts: (@Sendable (_ taskType: String, SiteID) -> PartRunner?)? = nil
    ) {
        self.find = find
        self.all = all
        closing = close
        self.runParts = runParts
    }

    func pool(for taskType: String, site: SiteID) -> ModulePool? { find(taskType, site) }

    /// How the parts of a job are run; nil where they cannot be.
    func partRunner(for taskType: String, site: SiteID) -> PartRunner? { runParts?(taskType, site) }

    /// Of every pool that there is by now.
    public var figures: [PoolFigures] { all().map(\.figures) }

    func reapIdle(after seconds: Double) { for pool in all() { pool.reapIdle(after: seconds) } }
    func close() { closing() }
}
