// SPDX-License-Identifier: Apache-2.0
import Configuration
import Destinations
import Glibc
import Jobs
import Observability
import Outbound
import Providers
import Queue
import Scheduling
import Services
import Signing

/// Makes the services for modules: what all sites share, and for each its provider and where it may fetch from.
struct ServiceSetup: Sendable {
    /// Who answers the model calls of every site that chose alike.
    struct Answering: Sendable {
        let completions: CompletionService
        let embeddings: EmbeddingService
    }

    private let client: any HTTPClient
    private let memo: any CompletionMemo
    private let clock: any WallClock
    private let log: Logger

    init(client: any HTTPClient, memo: any CompletionMemo, clock: any WallClock, log: Logger) {
        self.client = client
        self.memo = memo
        self.clock = clock
        self.log = log
    }

    /// What all sites share, with the built-in provider. Makes the folders of artifacts and cache too; whatever fails
    /// keeps the host from starting.
    func shared(_ configuration: HostConfiguration) async throws -> HostServices {
        let threads = try DiskThreads()
        var services = HostServices(
            completions: CompletionService(provider: ExtractiveProvider(), memo: memo, clock: clock, log: log),
            artifacts: try await LocalArtifactStore.open(
                configuration.dataDirectory + "/artifacts",
                threads: threads
            )
        )
        if configuration.services.cacheBytes > 0 {
            services.cache = await ResultCache.open(
                configuration.dataDirectory + "/cache",
                siteLimit: configuration.services.cacheBytes,
                threads: threads,
                log: log
            )
        }
        services.mapConcurrency = max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
        return services
    }

    /// The services of each site.
    /// - Parameters:
    ///   - answering: who answered before a reload. Who chose as before keeps them, and with them the calls under way.
    func sites(
        _ configuration: HostConfiguration,
        over shared: HostServices,
        answering: inout [ProviderChoice: Answering]
    ) throws -> [LiveSites.Site] {
        var limits = DownloadService.Limits()
        limits.bytes = configuration.services.downloadBytes
        limits.seconds = configuration.services.downloadSeconds
        var inUse: [ProviderChoice: Answering] = [:]
        var sites: [LiveSites.Site] = []
        for site in configuration.sites {
            let found = try inUse[site.provider] ?? answering[site.provider] ?? self.answering(site.provider)
            inUse[site.provider] = found
            var services = shared
            services.completions = found.completions
            services.embeddings = found.embeddings
            services.downloads = DownloadService(client: client, destinations: site.downloads, limits: limits)
            sites.append(LiveSites.Site(configuration: site, services: services))
        }
        answering = inUse
        return sites
    }

    private func answering(_ choice: ProviderChoice) throws -> Answering {
        let (completion, embedding) = try providers(choice)
        return Answering(
            completions: CompletionService(provider: completion, memo: memo, clock: clock, log: log),
            embeddings: EmbeddingService(provider: embedding, memo: memo, clock: clock, log: log)
        )
    }

    /// The one place that knows what a kind of provider means.
    private func providers(_ choice: ProviderChoice) throws -> (any CompletionProvider, any EmbeddingProvider) {
        switch choice.kind {
        case "extractive":
            return (ExtractiveProvider(), TermVectorProvider())
        case "openai":
            let endpoint = try endpoint(choice, usual: OpenAIChatProvider.defaultBaseURL)
            // A server that completes need not embed: only where the operator says so.
            let embedding = choice.embeddingModel.map { OpenAIEmbeddingProvider(endpoint, model: $0) }
            let provider = OpenAIChatProvider(endpoint, model: choice.model ?? OpenAIChatProvider.defaultModel)
            return (provider, embedding ?? TermVectorProvider())
        default:
            throw UnknownProvider(kind: choice.kind)
        }
    }

    /// The operator named this host; nothing else may be asked, wherever an answer points.
    private func endpoint(_ choice: ProviderChoice, usual: String) throws -> OpenAIEndpoint {
        let base = choice.baseURL ?? usual
        let url = try HTTPURL(base)
        let list = try AllowList(parsing: "\(url.host.urlText):\(url.port)")
        return try OpenAIEndpoint(
            client: client,
            baseURL: base,
            key: choice.key,
            destinations: DestinationRule(list: list, unlisted: .listedOnly, requiresTLS: false)
        )
    }
}

/// A word that Configuration lets through and nothing here knows.
struct UnknownProvider: Error, CustomStringConvertible {
    let kind: String
    var description: String {
        "there is no provider `\(kind)`; there are: \(ProviderChoice.kinds.joined(separator: ", "))"
    }
}
