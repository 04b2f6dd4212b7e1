// SPDX-License-Identifier: Apache-2.0
public import Jobs

/// The transactional outbox: callbacks that became durable in the same step as the result they report.
/// Delivery takes from here; what it does here never touches the job.
public protocol Outbox: Sendable {
    /// Callbacks that are due and not being tried, oldest first; each is held until `until`, so that a
    /// second call does not return it again before. After `recoverHeld` all are free.
    func claimDue(limit: Int, now: WallTime, until: WallTime) async throws(QueueError) -> [Callback]

    /// Records an attempt and what comes of it.
    func record(_ id: CallbackID, _ outcome: DeliveryOutcome, attempt: DeliveryAttempt) async throws(QueueError)

    /// Frees what a dead process held. Called once at start.
    /// - Parameter spacing: by contract, seconds from `now` until a held callback comes again: its attempt may have
    ///   arrived, which is noted. Those of other contracts are due as before.
    func recoverHeld(spacing: [String: Double], now: WallTime) async throws(QueueError) -> Int

    /// The moment at which the next waiting callback is due; nil when none waits.
    func nextCallbackDue() async throws(QueueError) -> WallTime?

    /// The callbacks of one job with their attempts, for a person.
    func callbacks(of job: JobID) async throws(QueueError) -> [CallbackRecord]
}

/// A callback's own name, the same in every attempt. A UUID's text.
public struct CallbackID: Hashable, Sendable {
    public let text: String
    public init(_ text: String) { self.text = text }
}

/// A callback that is written together with a job's end.
public struct NewCallback: Sendable, Hashable {
    public var id: CallbackID
    public var site: SiteID
    public var contract: String
    public var url: String
    /// The exact bytes to send. Credentials and signatures are added at each attempt and are not in here.
    public var body: [UInt8]

    public init(id: CallbackID, site: SiteID, contract: String, url: String, body: [UInt8]) {
        self.id = id
        self.site = site
        self.contract = contract
        self.url = url
        self.body = body
    }
}

/// A callback that is to be sent now.
public struct Callback: Sendable {
    public let content: NewCallback
    public let job: JobID
    /// Attempts made before this one, since a person had it sent again if one did.
    public let attempts: Int
    /// When the job ended, or when a person had it sent again.
    public let createdAt: WallTime
    /// Under what id the request came in that made the job.
    public let requestID: String?
    /// The receiver has taken an attempt before this one, or may have.
    public var mayHaveArrived: Bool

    public init(
        content: NewCallback,
        job: JobID,
        attempts: Int,
        createdAt: WallTime,
        requestID: String? = nil,
        mayHaveArrived: Bool = false
    ) {
        self.requestID = requestID
        self.mayHaveArrived = mayHaveArrived
        self.content = content
        self.job = job
        self.attempts = attempts
        self.createdAt = createdAt
    }
}

/// What is to become of a callback after an attempt.
public enum DeliveryOutcome: Sendable, Hashable {
    case delivered
    case retry(at: WallTime)
    /// No further attempt; a person can see why.
    case abandoned
}

/// One attempt, for the delivery log.
public struct DeliveryAttempt: Sendable, Hashable {
    public var at: WallTime
    /// The receiver's status; nil when no answer came.
    public var status: Int?
    /// What went wrong, or nil.
    public var error: String?
    public var milliseconds: Int64
    /// What else is worth knowing, such as what the receiver made of it; or nil.
    public var note: String?
    /// The receiver has taken it, or may have.
    public var mayHaveArrived: Bool

    public init(
        at: WallTime,
        status: Int?,
        error: String?,
        milliseconds: Int64,
        note: String? = nil,
        mayHaveArrived: Bool = false
    ) {
        self.at = at
        self.note = note
        self.mayHaveArrived = mayHaveArrived
        self.status = status
        self.error = error
        self.milliseconds = milliseconds
    }
}

/// A callback as a person sees it.
public struct CallbackRecord: Sendable {
    public enum State: String, Sendable { case waiting, delivered, abandoned }
    public let id: CallbackID
    public let url: String
    public let state: State
    /// Meaningful while `state` is `waiting`.
    public let nextAttemptAt: WallTime
    public let attempts: [DeliveryAttempt]

    public init(
        id: CallbackID,
        url: String,
        state: State,
        nextAttemptAt: WallTime,
        attempts: [DeliveryAttempt]
    ) {
        self.id = id
        self.url = url
        self.state = state
        self.nextAttemptAt = nextAttemptAt
        self.attempts = attempts
    }
}
