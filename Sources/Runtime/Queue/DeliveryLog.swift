// SPDX-License-Identifier: Apache-2.0
public import Jobs

/// The outbox as those see it who look after it: what was tried, what stands still, and what a person does about it.
/// Beside `Outbox`, which is what a callback's way needs.
public protocol DeliveryLog: Sendable {
    /// Lets callbacks go that were claimed and not tried: no attempt is noted.
    func postpone(_ callbacks: [PostponedCallback]) async throws(QueueError)

    /// Newest first.
    /// - Parameter limit: 1 to 1,000.
    func deliveries(_ filter: DeliveryFilter, before: CallbackID?, limit: Int) async throws(QueueError)
        -> [DeliveryRecord]

    /// Nil when there is no such callback.
    func delivery(_ id: CallbackID) async throws(QueueError) -> DeliveryRecord?

    /// Makes a callback due now, under the same id, whatever became of it. Its schedule begins anew.
    func replay(_ id: CallbackID, now: WallTime) async throws(QueueError) -> Replay

    /// Notes that a destination is sent nothing until a person says otherwise. A second note changes nothing.
    func disable(_ destination: DisabledDestination) async throws(QueueError)

    /// Takes the note away and makes the site's waiting callbacks due. False when there was none.
    func enable(site: SiteID, destination: String, now: WallTime) async throws(QueueError) -> Bool

    /// All of them, by site and destination.
    func disabledDestinations() async throws(QueueError) -> [DisabledDestination]
}

/// A callback that is put off.
public struct PostponedCallback: Sendable, Hashable {
    public var id: CallbackID
    public var until: WallTime

    public init(id: CallbackID, until: WallTime) {
        self.id = id
        self.until = until
    }
}

/// What a replay found.
public enum Replay: Sendable, Hashable {
    case due
    /// It is being tried just now.
    case underWay
    case unknown
}

/// A destination that answered 410.
public struct DisabledDestination: Sendable, Hashable {
    public var site: SiteID
    /// Scheme, host, port and path, without the query.
    public var destination: String
    public var since: WallTime
    /// The callback that met the answer.
    public var callback: CallbackID

    public init(site: SiteID, destination: String, since: WallTime, callback: CallbackID) {
        self.site = site
        self.destination = destination
        self.since = since
        self.callback = callback
    }
}

/// Which callbacks to list; an absent condition holds for all.
public struct DeliveryFilter: Sendable {
    public var site: SiteID?
    public var state: CallbackRecord.State?

    public init(site: SiteID? = nil, state: CallbackRecord.State? = nil) {
        self.site = site
        self.state = state
    }
}

/// A callback with whose it is.
public struct DeliveryRecord: Sendable {
    public let job: JobID
    public let site: SiteID
    public let contract: String
    public let createdAt: WallTime
    /// Attempts over all, also those that are not kept any more.
    public let attempts: Int
    /// In lists without its attempts.
    public let callback: CallbackRecord

    public init(
        job: JobID,
        site: SiteID,
        contract: String,
        createdAt: WallTime,
        attempts: Int,
        callback: CallbackRecord
    ) {
        self.job = job
        self.site = site
        self.contract = contract
        self.createdAt = createdAt
        self.attempts = attempts
        self.callback = callback
    }
}
