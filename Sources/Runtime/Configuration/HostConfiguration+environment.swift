// SPDX-License-Identifier: Apache-2.0
import Destinations
import Jobs
public import Signing

/// What the configuration's defaults depend on.
public struct MachineFacts: Sendable {
    /// The host runs as root and can give modules a user of their own.
    public var isRoot: Bool
    /// The user's home folder.
    public var home: String?
    /// The folder of the running program: modules and `mortise-module-host` are looked for there first.
    public var programFolder: String

    public init(isRoot: Bool, home: String?, programFolder: String) {
        self.isRoot = isRoot
        self.home = home
        self.programFolder = programFolder
    }
}

extension HostConfiguration {
    /// The user that modules become unless told: outside the ranges of system, login and dynamic users.
    private static let defaultModuleUser: UInt32 = 59_500
    private static let defaultModuleMemory: UInt64 = 2 << 30

    /// Checks the environment. Nothing of it is read again later.
    /// - Parameter readFile: the content of a file, for secrets named by `…_FILE`; nil when it cannot be read.
    public static func read(
        _ environment: [String: String],
        facts: MachineFacts,
        readFile: @escaping (String) -> String?
    ) throws(ConfigurationError) -> HostConfiguration {
        var reader = EnvironmentReader(environment, readFile: readFile)
        let listen = listenAddress(&reader, "MORTISE_LISTEN", unless: "127.0.0.1:8080")
        let operations = OperationsConfiguration.read(&reader)
        let site = site(&reader)
        let provider = provider(&reader)
        let isKeyed = if case .openAI = provider { true } else { false }
        let services = ServicesConfiguration.read(&reader, hasKey: isKeyed)
        let folder = dataDirectory(&reader, facts)
        let user = facts.isRoot ? reader.number("MORTISE_MODULE_USER", 1...UInt32.max - 1) ?? defaultModuleUser : nil
        let megabytes = reader.number("MORTISE_MODULE_MEMORY", 0...UInt64(1 << 20))
        let processes = ModuleProcessVariables(&reader)
        let token = reader.secret("MORTISE_OPERATOR_TOKEN")
        let drain = reader.number("MORTISE_DRAIN", 0...3600)
        let modules = modules(&reader, facts)
        guard let site, let provider, let listen, let folder, reader.problems.isEmpty else {
            throw ConfigurationError(problems: reader.problems)
        }
        var warnings: [String] = []
        if site.jobsSecret.count < 32 {
            warnings.append("AI_JOBS_HMAC_SECRET has fewer than 32 bytes: make a longer one on both sides")
        }
        if case .openAI(let text, _) = provider, let url = try? HTTPURL(text), !url.isTLS, !isLoopback(url.host) {
            warnings.append("OPENAI_BASE_URL is plain http: the key and every post travel in the clear")
        }
        for member in site.settings.suspicious {
            warnings.append(
                "MORTISE_SETTINGS_FILE: \(member) looks like a secret: modules get it, and it is kept with each job"
            )
        }
        if let redis = reader.text("REDIS_URL"), !redis.isEmpty {
            warnings.append("REDIS_URL is not used: the queue is embedded in MORTISE_DATA")
        }
        return HostConfiguration(
            listenHost: listen.host,
            listenPort: listen.port,
            dataDirectory: folder,
            site: site,
            provider: provider,
            services: services,
            modules: modules,
            moduleHost: reader.text("MORTISE_MODULE_HOST") ?? "\(facts.programFolder)/mortise-module-host",
            moduleUser: user,
            moduleMemory: megabytes.map { $0 << 20 } ?? defaultModuleMemory,
            moduleResident: processes.resident,
            moduleReplicas: processes.replicas,
            moduleJobs: processes.jobs,
            moduleIdle: processes.idle,
            moduleStart: processes.start,
            inlineModules: processes.inline,
            operatorToken: token,
            drainSeconds: Double(drain ?? 20),
            operations: operations,
            warnings: warnings
        )
    }

    /// Where the data is, for commands that need nothing else.
    public static func dataDirectory(_ environment: [String: String], facts: MachineFacts) -> String? {
        var reader = EnvironmentReader(environment) { _ in nil }
        return dataDirectory(&reader, facts)
    }

    /// One secret, for commands that need nothing else.
    public static func secret(
        _ name: String,
        in environment: [String: String],
        remedy: String,
        readFile: @escaping (String) -> String?
    ) throws(ConfigurationError) -> Secret {
        var reader = EnvironmentReader(environment, readFile: readFile)
        guard let secret = reader.secret(name, remedy: remedy) else {
            throw ConfigurationError(problems: reader.problems)
        }
        return secret
    }

    private static func dataDirectory(_ reader: inout EnvironmentReader, _ facts: MachineFacts) -> String? {
        if let folder = reader.text("MORTISE_DATA") {
            guard folder.hasPrefix("/") else {
                reader.refuse("MORTISE_DATA", "is the relative path \(folder)", "Give a path that begins with `/`.")
                return nil
            }
            return folder
        }
        if facts.isRoot { return "/var/lib/mortise" }
        if let state = reader.text("XDG_STATE_HOME"), state.hasPrefix("/") { return state + "/mortise" }
        if let home = facts.home { return home + "/.local/state/mortise" }
        reader.refuse("MORTISE_DATA", "is not set, and there is no home folder", "Name a folder for the queue.")
        return nil
    }

    /// Nil when it is not set, or not so that anyone could listen there.
    static func listenAddress(
        _ reader: inout EnvironmentReader,
        _ name: String,
        unless standard: String? = nil
    ) -> (host: String, port: UInt16)? {
        guard let text = reader.text(name) ?? standard else { return nil }
        if let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...]) {
            var host = String(text[..<colon])
            if host.hasPrefix("["), host.hasSuffix("]") { host = String(host.dropFirst().dropLast()) }
            if IPAddress(host) != nil { return (host, port) }
        }
        reader.refuse(
            name,
            "is \(text)",
            "Give an address and a port, such as 127.0.0.1:8080 or [::1]:8080; port 0 takes a free one."
        )
        return nil
    }

    private static func site(_ reader: inout EnvironmentReader) -> SiteConfiguration? {
        let name = reader.text("MORTISE_SITE") ?? "default"
        let id = SiteID(name)
        if id == nil {
            reader.refuse("MORTISE_SITE", "is \(name)", "Use 1 to 64 characters from a-z, 0-9, `.`, `_` and `-`.")
        }
        let secret = reader.secret(
            "AI_JOBS_HMAC_SECRET",
            remedy: "The secret that the site signs its jobs with. Make one: openssl rand -base64 32"
        )
        let credentials = reader.secret(
            "WP_CALLBACK_AUTH",
            remedy: "`username:application password` of the site's user that receives summaries; "
                + "WordPress makes one under Users > Profile > Application Passwords."
        )
        if let credentials, !credentials.withBytes({ $0.contains(UInt8(ascii: ":")) }) {
            reader.refuse("WP_CALLBACK_AUTH", "has no `:`", "Write it as `username:application password`.")
        }
        let list = reader.allowList(
            "WP_ALLOWED_CALLBACKS",
            remedy: "List the hosts that may be sent summaries and these credentials, "
                + "such as `blog.example.org, 127.0.0.1`."
        )
        let freshness = freshness(&reader)
        let keys = webhookKeys(&reader)
        let jobsPerMinute = jobsPerMinute(&reader)
        let settings = reader.settings("MORTISE_SETTINGS_FILE")
        guard let id, let secret, let credentials else { return nil }
        return SiteConfiguration(
            id: id,
            jobsSecret: secret,
            callbackCredentials: credentials,
            // Contract A's callbacks carry credentials: to listed hosts only, and over https but for loopback.
            callbacks: DestinationRule(list: list, unlisted: .listedOnly, requiresTLS: true),
            freshness: freshness,
            jobsPerMinute: jobsPerMinute,
            webhookKeys: keys,
            settings: settings
        )
    }

    /// Contract A: 30 a minute for paid providers, no limit for the built-in one; 0 takes the limit away.
    private static func jobsPerMinute(_ reader: inout EnvironmentReader) -> Int? {
        if let number = reader.number("MORTISE_JOBS_PER_MINUTE", 0...1_000_000) { return number == 0 ? nil : number }
        return reader.text("OPENAI_API_KEY") == nil && reader.text("OPENAI_API_KEY_FILE") == nil ? nil : 30
    }

    private static func freshness(_ reader: inout EnvironmentReader) -> Int64? {
        guard let text = reader.text("MORTISE_FRESHNESS") else { return 86_400 }
        if text == "off" { return nil }
        if text.hasSuffix("s"), let seconds = Int64(text.dropLast()), (1...31_536_000).contains(seconds) {
            return seconds
        }
        reader.refuse("MORTISE_FRESHNESS", "is \(text)", "Give seconds such as `300s`, or `off`.")
        return nil
    }

    private static func webhookKeys(_ reader: inout EnvironmentReader) -> [Secret] {
        guard let secret = reader.secret("MORTISE_WEBHOOK_SECRET") else { return [] }
        let texts = secret.reveal().split(separator: " ")
        let keys = texts.compactMap { StandardWebhook.key(parsing: String($0)) }
        guard keys.count == texts.count else {
            reader.refuse(
                "MORTISE_WEBHOOK_SECRET",
                "is not of the form whsec_<base64>",
                "Make one: echo whsec_$(openssl rand -base64 32). While a key is rotated, give both, separated by a space."
            )
            return []
        }
        return keys
    }

    private static func provider(_ reader: inout EnvironmentReader) -> ProviderChoice? {
        guard let key = reader.secret("OPENAI_API_KEY") else { return .extractive }
        let url = reader.text("OPENAI_BASE_URL") ?? "https://api.openai.com/v1"
        do throws(HTTPURL.Problem) {
            _ = try HTTPURL(url)
            return .openAI(baseURL: url, key: key)
        } catch {
            reader.refuse("OPENAI_BASE_URL", "\(error)", "Give the provider's base, such as https://api.openai.com/v1.")
            return nil
        }
    }

    private static func isLoopback(_ host: Destinations.Host) -> Bool {
        IPAddress(host.description)?.isLoopback ?? (host.description == "localhost")
    }

    private static func modules(_ reader: inout EnvironmentReader, _ facts: MachineFacts) -> [String] {
        guard let list = reader.text("MORTISE_MODULES") else {
            return ["libSummarize.so", "libCustomPrompt.so"].map { "\(facts.programFolder)/\($0)" }
        }
        let files = list.split(separator: ":").map(String.init)
        if files.isEmpty {
            reader.refuse("MORTISE_MODULES", "names no file", "Give module files, separated by `:`, or leave it out.")
        }
        return files
    }
}
