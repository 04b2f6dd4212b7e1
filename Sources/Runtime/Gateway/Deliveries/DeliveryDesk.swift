// SPDX-License-Identifier: Apache-2.0
public import Jobs
public import Queue

/// What the operator may see and do about callbacks.
public struct DeliveryDesk: Sendable {
    /// Where callbacks are kept.
    public var log: any DeliveryLog
    /// Called when a callback was made due.
    public var replayed: @Sendable () -> Void
    /// Called when a destination was switched on.
    public var enabled: @Sendable (SiteID, _ destination: String) -> Void

    public init(
        log: any DeliveryLog,
        replayed: @escaping @Sendable () -> Void,
        enabled: @escaping @Sendable (SiteID, _ destination: String) -> Void
    ) {
        self.log = log
        self.replayed = replayed
        self.enabled = enabled
    }
}
