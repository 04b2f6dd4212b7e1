// SPDX-License-Identifier: Apache-2.0
public import Jobs
public import Signing

/// What Gateway must know of a site to let its jobs in. Composition fills it from the configuration.
public struct SiteDoor: Sendable {
    /// Whose door it is.
    public var site: SiteID
    /// The secret of contract A (`AI_JOBS_HMAC_SECRET`). With an empty one nothing is let in.
    public var secret: Secret
    /// Open the native API for this site's jobs.
    public var apiTokens: [BearerToken]
    /// How far a signed `timestamp` may be off.
    public var freshness: Freshness
    /// Why callbacks may not go to this URL, as a sentence for the sender; nil when they may.
    public var callbackRefusal: @Sendable (_ url: String) -> String?
    /// The same for native jobs, whose callbacks are signed otherwise.
    public var nativeCallbackRefusal: @Sendable (_ url: String) -> String?
    /// Settings that contract A's jobs are given: one JSON object, UTF-8.
    public var settings: [UInt8]
    /// How contract A's jobs are retried and how long they may run.
    public var retry: RetryPolicy
    /// What contract B's jobs need; nil where the site does not have it.
    public var documents: DocumentDoor?
    /// 0 runs first, 9 last.
    public var priority: Int

    /// Unless told: 24 hours of freshness, and contract A's settings and retries.
    public init(
        site: SiteID,
        secret: Secret,
        apiTokens: [BearerToken] = [],
        freshness: Freshness = .day,
        settings: [UInt8] = PostSummary.settings,
        retry: RetryPolicy = PostSummary.retry,
        documents: DocumentDoor? = nil,
        priority: Int = 5,
        nativeCallbackRefusal: @escaping @Sendable (_ url: String) -> String? = { _ in
            "this site has no native callbacks"
        },
        callbackRefusal: @escaping @Sendable (_ url: String) -> String?
    ) {
        self.site = site
        self.secret = secret
        self.apiTokens = apiTokens
        self.freshness = freshness
        self.settings = settings
        self.retry = retry
        self.documents = documents
        self.priority = priority
        self.callbackRefusal = callbackRefusal
        self.nativeCallbackRefusal = nativeCallbackRefusal
    }
}

/// What Gateway must know of a site to let contract B's jobs in.
public struct DocumentDoor: Sendable {
    /// `AI_SHARED_SECRET`. With an empty one nothing is let in.
    public var secret: Secret
    /// Settings that the jobs are given: one JSON object, UTF-8.
    public var settings: [UInt8]
    /// How the jobs are retried and how long they may run.
    public var retry: RetryPolicy
    /// A job that fails is reported too, by a draft that says so.
    public var wantsFailureDraft: Bool
    /// Why callbacks may not go to this URL, as a sentence for the sender; nil when they may.
    public var callbackRefusal: @Sendable (_ url: String) -> String?
    /// The same for the URL of the file, as far as its text tells.
    public var fileRefusal: @Sendable (_ url: String) -> String?

    /// Unless told: no settings, the contract's retries, and no word of failures.
    public init(
        secret: Secret,
        settings: [UInt8] = Array("{}".utf8),
        retry: RetryPolicy = DocumentSummary.retry(),
        wantsFailureDraft: Bool = false,
        callbackRefusal: @escaping @Sendable (_ url: String) -> String?,
        fileRefusal: @escaping @Sendable (_ url: String) -> String?
    ) {
        self.secret = secret
        self.settings = settings
        self.retry = retry
        self.wantsFailureDraft = wantsFailureDraft
        self.callbackRefusal = callbackRefusal
        self.fileRefusal = fileRefusal
    }
}

/// How far the time in a signed body may be from the host's clock.
public enum Freshness: Sendable, Hashable {
    /// At most this many seconds, in either direction.
    case seconds(Int64)
    /// Not looked at, as the original servers did.
    case off

    /// 24 hours: what holds for contracts A and B unless a site says otherwise.
    public static let day = Freshness.seconds(86_400)

    /// Whether a body signed at `timestamp` (Unix seconds) is accepted at `now`.
    public func accepts(timestamp: Int64, now: WallTime) -> Bool {
        guard case .seconds(let limit) = self else { return true }
        let (off, overflow) = now.seconds.subtractingReportingOverflow(timestamp)
        return !overflow && off.magnitude <= limit.magnitude
    }
}
