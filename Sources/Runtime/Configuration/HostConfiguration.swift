// SPDX-License-Identifier: Apache-2.0
public import Destinations
public import Jobs
public import Signing

/// Everything that `mortise serve` is told, checked. Made by `HostConfiguration.read`.
public struct HostConfiguration: Sendable {
    /// The configuration file that was read; nil: the environment alone.
    public var file: String?
    /// Where the gateway listens.
    public var listenHost: String
    public var listenPort: UInt16
    /// The folder that holds queue, modules and lock.
    public var dataDirectory: String
    /// At least one, each with a name of its own.
    public var sites: [SiteConfiguration]
    /// Of sites that choose none themselves.
    public var provider: ProviderChoice
    public var services: ServicesConfiguration
    /// Module files to run.
    public var modules: [String]
    /// Path of `mortise-module-host`.
    public var moduleHost: String
    /// User that module processes become; nil where the host is not root.
    public var moduleUser: UInt32?
    /// Bytes of address space a module process; 0 sets no limit.
    public var moduleMemory: UInt64
    /// Bytes in memory that a module process may hold; 0 sets no limit.
    public var moduleResident: Int
    /// Processes of a module that jobs share, at most.
    public var moduleReplicas: Int
    /// Jobs after which a module process is replaced; 0: never for that.
    public var moduleJobs: Int
    /// Seconds without a job after which a module process is ended.
    public var moduleIdle: Double
    /// Folders and files that modules may ask to read beside the distribution's public data.
    public var moduleReadable: [String]
    /// How module processes come to be.
    public var moduleStart: ModuleStart
    /// Names of the modules that run in the host itself.
    public var inlineModules: [String]
    /// Names of the modules whose processes serve all sites: `sharing: all`.
    public var sharedModules: [String]
    /// Opens the operator's reads; nil: one is kept in the data directory.
    public var operatorToken: Secret?
    /// Jobs are taken in and kept, and none is run.
    public var isPaused: Bool
    /// Jobs in flight at once, of all sites and modules together.
    public var concurrency: Int
    /// Seconds that jobs in flight get when the host is told to stop.
    public var drainSeconds: Double
    /// How the host is watched and what it keeps.
    public var operations: OperationsConfiguration
    /// What is accepted but deserves a look; shown at start and by `doctor`.
    public var warnings: [String]
}

/// What the host knows of a site.
public struct SiteConfiguration: Sendable {
    public var id: SiteID
    /// Contract A's `AI_JOBS_HMAC_SECRET`. Empty for a site without contract A: it lets nothing in.
    public var jobsSecret: Secret
    /// Contract A's `WP_CALLBACK_AUTH`: `username:application password`.
    public var callbackCredentials: Secret?
    /// Where callbacks may go.
    public var callbacks: DestinationRule
    /// Contract B; nil for a site that has not got it.
    public var documents: DocumentConfiguration?
    /// Seconds that a signed timestamp may be off; nil: not looked at.
    public var freshness: Int64?
    /// Jobs a minute, and at once after a pause; nil: no limit.
    public var jobsPerMinute: Int?
    /// Keys of the stronger callback signature, the newest first; empty: it is not sent.
    public var webhookKeys: [Secret]
    /// Open the native API for this site's jobs.
    public var apiTokens: [BearerToken]
    /// What the site sets for its task types.
    public var settings: TaskSettings
    /// Who answers its model calls.
    public var provider: ProviderChoice
    /// Where its tasks may fetch files from.
    public var downloads: DestinationRule
    /// Where what its tasks store is kept; nil: in the data directory.
    public var bucket: BucketChoice?
}

/// What a site has to send documents by contract B.
public struct DocumentConfiguration: Sendable {
    /// `AI_SHARED_SECRET`.
    public var secret: Secret
    /// `WP_CALLBACK_SECRET`.
    public var callbackSecret: Secret
    /// Where its callbacks may go.
    public var callbacks: DestinationRule
    /// Seconds after which a run is ended.
    public var hardTimeout: Double
    /// A document that could not be summarized is called back too.
    public var wantsFailureDraft: Bool
}

/// How module processes come to be.
public enum ModuleStart: String, Sendable, CaseIterable {
    /// Each by itself.
    case spawn
    /// Forked from a process that has the module loaded.
    case warm
}
