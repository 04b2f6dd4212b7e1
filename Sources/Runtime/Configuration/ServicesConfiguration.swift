// SPDX-License-Identifier: Apache-2.0
public import Destinations

/// What the host's services for modules are told.
public struct ServicesConfiguration: Sendable {
    /// Where `fetch` may go.
    public var downloads: DestinationRule
    /// Bytes of one download.
    public var downloadBytes: Int
    /// Seconds of one download.
    public var downloadSeconds: Double
    /// Bytes on disk that one site's cache takes; 0: there is none.
    public var cacheBytes: Int
    /// The model of `embed` where a provider with a key makes the vectors; nil: the built-in tf-idf.
    public var embeddingModel: String?
}

extension ServicesConfiguration {
    /// `fetch` writes into a buffer of the job, and these have 512 MiB in all.
    private static let largestDownload = 512

    static func read(_ reader: inout EnvironmentReader, provider: ProviderChoice?) -> ServicesConfiguration {
        let list = reader.optionalAllowList(
            "MORTISE_ALLOWED_DOWNLOADS",
            remedy:
                "List hosts, addresses and blocks that files may be fetched from, or leave it out for any public one."
        )
        let download = reader.number("MORTISE_DOWNLOAD_LIMIT", 1...largestDownload) ?? 100
        let seconds = reader.number("MORTISE_DOWNLOAD_SECONDS", 1...3600) ?? 60
        let cache = reader.number("MORTISE_CACHE", 0...1_048_576) ?? 1_024
        let model = reader.text("MORTISE_EMBEDDING_MODEL")
        if model != nil { refuse(embeddingsOf: provider, &reader) }
        return ServicesConfiguration(
            downloads: DestinationRule(list: list, unlisted: .publicUnlessListed, requiresTLS: false),
            downloadBytes: download << 20,
            downloadSeconds: Double(seconds),
            cacheBytes: cache << 20,
            embeddingModel: model
        )
    }

    private static func refuse(embeddingsOf provider: ProviderChoice?, _ reader: inout EnvironmentReader) {
        let trouble: String
        switch provider {
        case .service(let service) where service.api == .anthropic:
            trouble = "is set, but Anthropic offers no embeddings"
        case .service: return
        case .extractive, nil: trouble = "is set, but no OPENAI_API_KEY"
        }
        reader.refuse(
            "MORTISE_EMBEDDING_MODEL",
            trouble,
            "Take one of OpenAI's APIs, or leave the model out: vectors are then made without a provider."
        )
    }
}
