// SPDX-License-Identifier: Apache-2.0
extension HostConfiguration {
    /// The user that modules become unless told: outside the ranges of system, login and dynamic users.
    private static let defaultModuleUser: UInt32 = 59_500
    private static let defaultModuleMemory: UInt64 = 2 << 30

    /// Checks environment and configuration file. Nothing of them is read again later.
    ///
    /// The file is the one that `MORTISE_CONFIG` names, else `facts.configurationFile`, else none.
    /// - Parameters:
    ///   - readFile: the content of a file; nil when it cannot be read.
    ///   - exposure: who beside owner and group may touch a file, asked for this file and those of secrets.
    public static func read(
        _ environment: [String: String],
        facts: MachineFacts,
        readFile: @escaping (String) -> String?,
        exposure: @escaping (String) -> FileExposure = { _ in [] }
    ) throws(ConfigurationError) -> HostConfiguration {
        let file = try file(environment, facts, readFile)
        var reader = SettingReader(environment, file: file, readFile: readFile, exposure: exposure)
        let listen = reader.isSet(.listen) ? reader.address(.listen) : ListenAddress("127.0.0.1:8080")
        let operations = OperationsConfiguration.read(&reader)
        let provider = ProviderChoice.read(&reader, Key.providerOfHost, instead: nil)
        let services = ServicesConfiguration.read(&reader)
        let buckets = BucketSettings.read(&reader, Key.bucketOfHost, isHost: true)
        let folder = dataDirectory(&reader, facts)
        let user = facts.isRoot ? reader.number(.moduleUser).map { UInt32($0) } ?? defaultModuleUser : nil
        let megabytes = reader.number(.moduleMemory)
        let processes = ModuleProcessSettings(&reader)
        let readable = reader.readablePaths(.moduleReadable, dataDirectory: folder)
        let token = reader.secret(.operatorToken)?.secret
        let drain = reader.number(.drain)
        let isPaused = reader.flag(.paused)
        let concurrency = reader.number(.concurrency)
        let modules = modules(&reader, facts)
        let moduleHost = reader.text(.moduleHost)?.text
        let sites = SiteConfiguration.readAll(
            &reader,
            provider: provider,
            downloads: services.downloads,
            buckets: buckets,
            operatorToken: token
        )
        guard let provider, let listen, let folder, !sites.isEmpty, reader.problems.isEmpty else {
            throw ConfigurationError(problems: reader.problems)
        }
        reader.noteMisspelt()
        if reader.variable("REDIS_URL") != nil {
            reader.warnings.append("REDIS_URL is not used: the queue is embedded in MORTISE_DATA")
        }
        return HostConfiguration(
            file: file?.file,
            listenHost: listen.host,
            listenPort: listen.port,
            dataDirectory: folder,
            sites: sites,
            provider: provider,
            services: services,
            modules: modules,
            moduleHost: moduleHost ?? "\(facts.programFolder)/mortise-module-host",
            moduleUser: user,
            moduleMemory: megabytes.map { UInt64($0) << 20 } ?? defaultModuleMemory,
            moduleResident: processes.resident,
            moduleReplicas: processes.replicas,
            moduleJobs: processes.jobs,
            moduleIdle: processes.idle,
            moduleReadable: readable,
            moduleStart: processes.start,
            inlineModules: processes.inline,
            sharedModules: processes.shared,
            operatorToken: token,
            isPaused: isPaused,
            concurrency: concurrency ?? 8_192,
            drainSeconds: Double(drain ?? 20),
            operations: operations,
            warnings: reader.warnings
        )
    }

    /// The file's values; nil where there is no file.
    static func file(
        _ environment: [String: String],
        _ facts: MachineFacts,
        _ readFile: (String) -> String?
    ) throws(ConfigurationError) -> FileValues? {
        let named = environment["MORTISE_CONFIG"].flatMap { $0.isEmpty ? nil : $0 }
        guard let path = named ?? facts.configurationFile else { return nil }
        guard let text = readFile(path) else {
            let problem = ConfigurationError.Problem(
                name: "MORTISE_CONFIG",
                file: path,
                expected: "a file of at most 1 MiB in UTF-8",
                found: "the file that it or --config names cannot be read",
                remedy: "Check the path and who may read it; `mortise config example` prints a file to begin with."
            )
            throw ConfigurationError(problems: [problem])
        }
        return try FileValues(text, file: path)
    }

    static func dataDirectory(_ reader: inout SettingReader, _ facts: MachineFacts) -> String? {
        if let found = reader.text(.data) {
            guard found.text.hasPrefix("/") else {
                reader.refuse(
                    .data,
                    found,
                    says: "is the relative path \(found.text)",
                    remedy: "Give a path that begins with `/`."
                )
                return nil
            }
            return found.text
        }
        if facts.isRoot { return "/var/lib/mortise" }
        if let state = reader.variable("XDG_STATE_HOME"), state.hasPrefix("/") { return state + "/mortise" }
        if let home = facts.home { return home + "/.local/state/mortise" }
        reader.problems.append(
            ConfigurationError.Problem(
                name: "MORTISE_DATA",
                found: "is not set, and there is no home folder",
                remedy: "Name a folder for the queue."
            )
        )
        return nil
    }

    private static func modules(_ reader: inout SettingReader, _ facts: MachineFacts) -> [String] {
        guard let found = reader.text(.moduleFiles) else {
            let names = ["libSummarize.so", "libCustomPrompt.so"] + (facts.hasDocumentModule ? ["libDocOCR.so"] : [])
            return names.map { "\(facts.programFolder)/\($0)" }
        }
        let files = found.text.split(separator: ":").map(String.init)
        if files.isEmpty {
            reader.refuse(.moduleFiles, found, says: "names no file", remedy: "Give module files, or leave it out.")
        }
        return files
    }
}
