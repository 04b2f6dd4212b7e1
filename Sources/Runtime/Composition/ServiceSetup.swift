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

/// Makes the services for modules that the configuration chose: provider, downloads, artifacts, cache, progress.
struct ServiceSetup {
    private let configuration: HostConfiguration
    private let client: any HTTPClient
    private let memo: any CompletionMemo
    private let clock: any WallClock
    private let log: Logger

    init(
        _ configuration: HostConfiguration,
        client: any HTTPClient,
        memo: any CompletionMemo,
        clock: any WallClock,
        log: Logger
    ) {
        self.configuration = configuration
        self.client = client
        self.memo = memo
        self.clock = clock
        self.log = log
    }

    /// Makes the folders of artifacts and cache too; whatever fails keeps the host from starting.
    func make() async throws -> HostServices {
        let chosen = configuration.services
        let threads = try DiskThreads()
        let (completion, embedding) = try providers()
        var limits = DownloadService.Limits()
        limits.bytes = chosen.downloadBytes
        limits.seconds = chosen.downloadSeconds
        var services = HostServices(
            completions: CompletionService(provider: completion, memo: memo, clock: clock, log: log, prices: prices),
            embeddings: EmbeddingService(provider: embedding, memo: memo, clock: clock, log: log, prices: prices),
            downloads: DownloadService(client: client, destinations: chosen.downloads, limits: limits),
            artifacts: try await LocalArtifactStore.open(
                configuration.dataDirectory + "/artifacts",
                threads: threads
            )
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
        return services
    }

    private func providers() throws -> (any CompletionProvider, any EmbeddingProvider) {
        guard case .service(let chosen) = configuration.provider else {
            return (ExtractiveProvider(), TermVectorProvider())
        }
        let setup = ProviderSetup(
            kind: chosen.api.rawValue,
            baseURL: chosen.baseURL,
            key: chosen.key,
            model: chosen.model,
            embeddingModel: configuration.services.embeddingModel
        )
        return try setup.make(client: client)
    }

    private var prices: PriceTable? {
        if case .service(let chosen) = configuration.provider { chosen.prices } else { nil }
    }
}
