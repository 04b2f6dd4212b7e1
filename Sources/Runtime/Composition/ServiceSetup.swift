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

/// Makes the services for modules that the configuration chose: provider, downloads, artifacts, cache, progress.
struct ServiceSetup {
    private let configuration: HostConfiguration
    private let client: any HTTPClient
    private let memo: any CompletionMemo
    private let clock: any WallClock
    private let log: Logger
    private let metrics: HostMetrics

    init(
        _ configuration: HostConfiguration,
        client: any HTTPClient,
        memo: any CompletionMemo,
        clock: any WallClock,
        log: Logger,
        metrics: HostMetrics
    ) {
        self.configuration = configuration
        self.client = client
        self.memo = memo
        self.clock = clock
        self.log = log
        self.metrics = metrics
    }

    /// Makes the folders of artifacts and cache too; whatever fails keeps the host from starting.
    func make() async throws -> (HostServices, LocalArtifactStore) {
        let chosen = configuration.services
        let threads = try DiskThreads()
        let (completion, embedding) = try providers()
        var limits = DownloadService.Limits()
        limits.bytes = chosen.downloadBytes
        limits.seconds = chosen.downloadSeconds
        let artifacts = try await LocalArtifactStore.open(
            configuration.dataDirectory + "/artifacts",
            threads: threads
        )
        var services = HostServices(
            completions: CompletionService(
                provider: MeteredProvider(completion, metrics),
                memo: memo,
                clock: clock,
                log: log
            ),
            embeddings: EmbeddingService(provider: embedding, memo: memo, clock: clock, log: log),
            downloads: DownloadService(client: client, destinations: chosen.downloads, limits: limits),
            artifacts: artifacts
        )
        if chosen.cacheBytes > 0 {
            services.cache = await ResultCache.open(
                configuration.dataDirectory + "/cache",
                siteLimit: chosen.cacheBytes,
                threads: threads,
                log: log
            )
        }
        services.mapConcurrency = max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
        return (services, artifacts)
    }

    private func providers() throws -> (any CompletionProvider, any EmbeddingProvider) {
        switch configuration.provider {
        case .extractive:
            return (ExtractiveProvider(), TermVectorProvider())
        case .openAI(let baseURL, let key):
            // The operator named this host; nothing else may be asked, wherever an answer points.
            let url = try HTTPURL(baseURL)
            let list = try AllowList(parsing: "\(url.host.urlText):\(url.port)")
            let endpoint = try OpenAIEndpoint(
                client: client,
                baseURL: baseURL,
                key: key,
                destinations: DestinationRule(list: list, unlisted: .listedOnly, requiresTLS: false)
            )
            // A server that completes need not embed: only where the operator says so.
            let embedding = configuration.services.embeddingModel.map { OpenAIEmbeddingProvider(endpoint, model: $0) }
            return (OpenAIChatProvider(endpoint), embedding ?? TermVectorProvider())
        }
    }
}
