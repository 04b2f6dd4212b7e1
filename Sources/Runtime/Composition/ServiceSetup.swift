// SPDX-License-Identifier: Apache-2.0
import Configuration
import Glibc
import Jobs
import Observability
import Outbound
import Prices
import Providers
import Queue
import Scheduling
import Services

/// Makes the services for modules: what all sites share, and for each its provider and where it may fetch from.
struct ServiceSetup: Sendable {
    /// Who answers the model calls of every site that chose alike.
    struct Answering: Sendable {
        let completions: CompletionService
        let embeddings: EmbeddingService
    }

    private let client: any HTTPClient
    private let threads: DiskThreads
    private let memo: any CompletionMemo
    private let clock: any WallClock
    private let log: Logger
    private let metrics: HostMetrics

    init(
        client: any HTTPClient,
        threads: DiskThreads,
        memo: any CompletionMemo,
        clock: any WallClock,
        log: Logger,
        metrics: HostMetrics
    ) {
        self.client = client
        self.threads = threads
        self.memo = memo
        self.clock = clock
        self.log = log
        self.metrics = metrics
    }

    /// What all sites share, with the built-in provider. Makes the folders of artifacts and cache too; whatever fails
    /// keeps the host from starting.
    func shared(_ configuration: HostConfiguration) async throws -> (HostServices, LocalArtifactStore) {
        let artifacts = try await LocalArtifactStore.open(
            configuration.dataDirectory + "/artifacts",
            threads: threads
        )
        var services = HostServices(
            completions: CompletionService(provider: ExtractiveProvider(), memo: memo, clock: clock, log: log),
            artifacts: artifacts
        )
        if configuration.services.cacheBytes > 0 {
            services.cache = await ResultCache.open(
                configuration.dataDirectory + "/cache",
                siteLimit: configuration.services.cacheBytes,
                threads: threads,
                log: log
            )
        }
        services.log = log
        services.mapConcurrency = max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
        return (services, artifacts)
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
            if let bucket = site.bucket {
                services.artifacts = try ArtifactSetup(client: client, threads: threads, clock: clock)
                    .store(bucket, site: site.id)
            }
            services.downloads = DownloadService(client: client, destinations: site.downloads, limits: limits)
            sites.append(LiveSites.Site(configuration: site, services: services))
        }
        answering = inUse
        return sites
    }

    private func answering(_ choice: ProviderChoice) throws -> Answering {
        let setup = ProviderSetup(
            kind: choice.kind,
            baseURL: choice.baseURL,
            key: choice.key,
            model: choice.model,
            embeddingModel: choice.embeddingModel
        )
        let (completion, embedding) = try setup.make(client: client)
        let prices = choice.prices
        let metered = MeteredProvider(completion, metrics) { answer in
            (prices?.price(of: answer.model) ?? choice.model.flatMap { prices?.price(of: $0) }).map { price in
                let units = price.cost(
                    inputTokens: answer.inputTokens,
                    cachedTokens: answer.cachedInputTokens,
                    cacheWriteTokens: answer.cacheWriteTokens,
                    outputTokens: answer.outputTokens
                )
                return Double(units) / 1_000_000
            }
        }
        return Answering(
            completions: CompletionService(provider: metered, memo: memo, clock: clock, log: log, prices: prices),
            embeddings: EmbeddingService(provider: embedding, memo: memo, clock: clock, log: log, prices: prices)
        )
    }
}
