// SPDX-License-Identifier: Apache-2.0

extension Key {
    static let listen = Key(
        "listen",
        "MORTISE_LISTEN",
        .text,
        "an address and a port, such as 127.0.0.1:8080 or [::1]:8080",
        default: "127.0.0.1:8080",
        "Where the gateway listens, plain http. Port 0 takes a free one."
    )
    static let data = Key(
        "data",
        "MORTISE_DATA",
        .text,
        "a path that begins with `/`",
        default: "/var/lib/mortise",
        """
        Queue, results, modules, lock: a folder on a local file system that belongs to the host's user alone.
        Not as root: $XDG_STATE_HOME/mortise or ~/.local/state/mortise.
        """
    )
    static let drain = Key(
        "drain",
        "MORTISE_DRAIN",
        .number(0...3600),
        "seconds",
        default: "20",
        "Seconds that running jobs get at a stop; then they go back to the queue."
    )
    static let paused = Key(
        "paused",
        "MORTISE_PAUSED",
        .flag,
        "`true` or `false`",
        default: "false",
        "`true`: jobs are taken in and kept, callbacks go out, and no job is run."
    )
    static let concurrency = Key(
        "concurrency",
        "MORTISE_CONCURRENCY",
        .number(1...32_768),
        "jobs",
        default: "8192",
        "Jobs in flight at once, of all sites and modules together."
    )
    static let operatorToken = Key(
        "operator_token",
        "MORTISE_OPERATOR_TOKEN",
        .secret,
        "a text",
        "Opens /v1 for the jobs of all sites. Without it, one is made and kept in the data folder."
    )

    static let moduleFiles = Key(
        "modules.files",
        "MORTISE_MODULES",
        .list(separator: ":"),
        "a list of module files",
        "Module files to run; no two may offer the same task type.\nlibSummarize.so, libCustomPrompt.so and, where it is, libDocOCR.so beside the program unless told."
    )
    static let moduleHost = Key(
        "modules.host",
        "MORTISE_MODULE_HOST",
        .text,
        "a path",
        "The program of module processes; mortise-module-host beside the program unless told."
    )
    static let moduleUser = Key(
        "modules.user",
        "MORTISE_MODULE_USER",
        .number(1...Int(UInt32.max) - 1),
        "a user's number",
        default: "59500",
        "User and group of module processes. Read only when the host runs as root."
    )
    static let moduleMemory = Key(
        "modules.memory",
        "MORTISE_MODULE_MEMORY",
        .number(0...1 << 20),
        "MiB, 0 for no limit",
        default: "2048",
        "MiB of address space of a module process; 0: no limit."
    )
    static let moduleResident = Key(
        "modules.resident",
        "MORTISE_MODULE_RESIDENT",
        .number(0...1 << 20),
        "MiB, 0 for no limit",
        default: "1024",
        "MiB that a module process may hold in memory; 0: no limit."
    )
    static let moduleReplicas = Key(
        "modules.replicas",
        "MORTISE_MODULE_REPLICAS",
        .number(1...64),
        default: "1",
        """
        Processes of a module that the jobs of a site share; started as jobs come. More are started only while each
        of them holds 512 jobs.
        """
    )
    static let moduleJobs = Key(
        "modules.jobs",
        "MORTISE_MODULE_JOBS",
        .number(0...1_000_000_000),
        "0 for never",
        default: "0",
        "Jobs after which a module process is replaced; 0: never."
    )
    static let moduleIdle = Key(
        "modules.idle",
        "MORTISE_MODULE_IDLE",
        .number(1...86_400),
        "seconds",
        default: "60",
        "Seconds without a job after which a module process is ended; the next job starts another."
    )
    static let moduleReadable = Key(
        "modules.readable",
        "MORTISE_MODULE_FILES",
        .list(separator: ":"),
        "a list of absolute paths",
        default: "[]",
        """
        Folders and files that modules may read where their manifest asks for it, beside what lies below /usr/share
        and /usr/lib/file: nothing secret.
        """
    )
    static let moduleStart = Key(
        "modules.start",
        "MORTISE_MODULE_START",
        .text,
        "`spawn` or `warm`",
        default: "spawn",
        "`warm`: processes are forked from one that has the module loaded; docs/sandbox.md says what that gives up."
    )
    static let inlineModules = Key(
        "modules.inline",
        "MORTISE_INLINE",
        .list(separator: ","),
        "a list of modules' names",
        default: "[]",
        "Modules that run in the host itself, without process and sandbox, where their manifest allows it."
    )
    static let sharedModules = Key(
        "modules.shared",
        "MORTISE_SHARED",
        .list(separator: ","),
        "a list of modules' names",
        default: "[]",
        """
        `sharing: all`: modules whose processes serve all sites, where their manifest allows it.
        Of every other module, each site has processes of its own.
        """
    )

    static let downloadLimit = Key(
        "downloads.limit",
        "MORTISE_DOWNLOAD_LIMIT",
        .number(1...ServicesConfiguration.largestDownload),
        "MiB",
        default: "100",
        "MiB of one download."
    )
    static let downloadSeconds = Key(
        "downloads.seconds",
        "MORTISE_DOWNLOAD_SECONDS",
        .number(1...3600),
        "seconds",
        default: "60",
        "Seconds of one download, redirects included."
    )
    static let cache = Key(
        "cache",
        "MORTISE_CACHE",
        .number(0...1 << 20),
        "MiB, 0 for none",
        default: "1024",
        "MiB of disk for what the jobs of one site keep for each other; 0: no cache."
    )

    /// In the order of the example.
    static let ofHost: [Key] =
        [
            listen, data, drain, paused, concurrency, operatorToken,
            moduleFiles, moduleHost, moduleUser, moduleMemory, moduleResident, moduleReplicas, moduleJobs, moduleIdle,
            moduleReadable, moduleStart, inlineModules, sharedModules,
        ] + providerOfHost + [downloadsOfHost, downloadLimit, downloadSeconds, cache] + bucketOfHost
        + operations
}
