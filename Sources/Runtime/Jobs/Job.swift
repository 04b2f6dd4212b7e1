// SPDX-License-Identifier: Apache-2.0

/// Whom to tell at the end, in the words of the contract that the job came by. Only Gateway writes it and
/// only Delivery reads it; everything between carries it along.
public struct ReplyAddress: Hashable, Sendable {
    /// The contract's letter: `A`, `B`, `native`, later `C`.
    public var contract: String
    public var url: String
    /// What the contract echoes, as a JSON object (for A: `post_id`, and `job_id` if the sender gave one).
    public var echo: String

    public init(contract: String, url: String, echo: String) {
        self.contract = contract
        self.url = url
        self.echo = echo
    }
}

/// How often a job's retryable errors are tried again, and how long one run may take.
public struct RetryPolicy: Hashable, Sendable {
    /// Runs in all, the first included; at least 1.
    public var attempts: Int
    /// Seconds before the second attempt at most; doubled for each further one, with full jitter. The same as
    /// `maximumDelay`: attempts are just that far apart.
    public var baseDelay: Double
    /// The longest wait in seconds.
    public var maximumDelay: Double
    /// Seconds after which a running task is asked to stop.
    public var softTimeout: Double
    /// Seconds after which its process is ended.
    public var hardTimeout: Double

    /// Attempts are a fixed time apart.
    public var isEvenlySpaced: Bool { baseDelay == maximumDelay }

    public init(attempts: Int, baseDelay: Double, maximumDelay: Double, softTimeout: Double, hardTimeout: Double) {
        self.attempts = attempts
        self.baseDelay = baseDelay
        self.maximumDelay = maximumDelay
        self.softTimeout = softTimeout
        self.hardTimeout = hardTimeout
    }
}

/// A job as Gateway hands it to the queue.
public struct NewJob: Sendable {
    public var id: JobID
    public var site: SiteID
    /// The task type's name, such as `post_summary`.
    public var taskType: String
    /// The task's input: one JSON object, UTF-8.
    public var input: [UInt8]
    /// The site's and the job's settings merged: one JSON object, UTF-8.
    public var settings: [UInt8]
    /// A second job of the same site with this key is the same job.
    public var idempotencyKey: String
    /// 0 runs first, 9 last; 5 unless told.
    public var priority: Int
    public var availableAt: WallTime
    public var createdAt: WallTime
    public var retry: RetryPolicy
    public var reply: ReplyAddress?
    /// Seconds from `createdAt` for which the key names this job once it has ended; nil: as long as the job is kept.
    public var keyLifetime: Double?
    /// Under what id the request came in: on the job's log lines and its callback. At most 128 bytes.
    public var requestID: String?

    public init(
        id: JobID,
        site: SiteID,
        taskType: String,
        input: [UInt8],
        settings: [UInt8] = Array("{}".utf8),
        idempotencyKey: String,
        priority: Int = 5,
        availableAt: WallTime,
        createdAt: WallTime,
        retry: RetryPolicy,
        reply: ReplyAddress?,
        keyLifetime: Double? = nil,
        requestID: String? = nil
    ) {
        self.id = id
        self.site = site
        self.taskType = taskType
        self.input = input
        self.settings = settings
        self.idempotencyKey = idempotencyKey
        self.priority = priority
        self.availableAt = availableAt
        self.createdAt = createdAt
        self.retry = retry
        self.reply = reply
        self.keyLifetime = keyLifetime
        self.requestID = requestID
    }
}

/// The counters that decide a job's way; `JobLifecycle` alone changes them.
public struct JobCounters: Hashable, Sendable {
    /// Runs that counted: begun and ended by a result or an error of the task.
    public var attempts: Int
    /// Deaths of a process in which this job ran alone.
    public var crashes: Int
    /// Was in flight when its process died, or crashed alone: runs alone from now on.
    public var isSuspect: Bool

    public init(attempts: Int = 0, crashes: Int = 0, isSuspect: Bool = false) {
        self.attempts = attempts
        self.crashes = crashes
        self.isSuspect = isSuspect
    }
}

/// A job as the store remembers it.
public struct JobRecord: Sendable {
    public var id: JobID
    public var site: SiteID
    public var taskType: String
    public var state: JobState
    public var priority: Int
    public var counters: JobCounters
    public var createdAt: WallTime
    public var availableAt: WallTime
    /// When it last changed its state; for a terminal state, when it ended.
    public var updatedAt: WallTime
    public var retry: RetryPolicy
    public var reply: ReplyAddress?
    /// JSON object, present when `state` is `succeeded`.
    public var result: [UInt8]?
    /// The last error, kept while a job waits for its next attempt.
    public var error: JobError?
    /// What was seen when its process died, for a quarantined job.
    public var evidence: String?
    public var provenance: Provenance?
    /// What came of the last run, or of a word from outside; nil before the first.
    public var outcome: JobOutcome?
    /// Under what id the request came in.
    public var requestID: String?
    /// Since when it is to be cancelled; what runs has been told, and what does not run will not.
    public var cancelRequestedAt: WallTime?
    /// How often it was queued again after its end.
    public var retries = 0

    public init(
        id: JobID,
        site: SiteID,
        taskType: String,
        state: JobState,
        priority: Int,
        counters: JobCounters,
        createdAt: WallTime,
        availableAt: WallTime,
        updatedAt: WallTime,
        retry: RetryPolicy,
        reply: ReplyAddress?,
        result: [UInt8]? = nil,
        error: JobError? = nil,
        evidence: String? = nil,
        provenance: Provenance? = nil
    ) {
        self.id = id
        self.site = site
        self.taskType = taskType
        self.state = state
        self.priority = priority
        self.counters = counters
        self.createdAt = createdAt
        self.availableAt = availableAt
        self.updatedAt = updatedAt
        self.retry = retry
        self.reply = reply
        self.result = result
        self.error = error
        self.evidence = evidence
        self.provenance = provenance
    }
}
