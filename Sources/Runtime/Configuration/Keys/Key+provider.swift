// SPDX-License-Identifier: Apache-2.0

/// Keys that the host has for all sites, and a site for itself.
extension Key {
    static let providerKind = Key(
        "provider.kind",
        "MORTISE_PROVIDER",
        .text,
        "one of " + ProviderChoice.kinds.map { "`\($0)`" }.joined(separator: ", "),
        default: "extractive",
        "Who writes the answers: `extractive` is built in and needs no key and no network. With a key, `openai`; `openai-responses` for sites that have contract B alone."
    )
    static let providerKey = Key(
        "provider.key",
        "MORTISE_PROVIDER_API_KEY",
        .secret,
        "the provider's key",
        "Sent to the provider alone. The vendor's own variable is read too, such as OPENAI_API_KEY."
    )
    static let providerURL = Key(
        "provider.base_url",
        "MORTISE_PROVIDER_BASE_URL",
        .text,
        "an http or https URL without user, query or fragment",
        "Where the provider is; its own address unless told. The vendor's own variable is read too, such as OPENAI_BASE_URL."
    )
    static let providerModel = Key(
        "provider.model",
        "MORTISE_MODEL",
        .text,
        "a model's name",
        "The model for requests that name none; the provider's usual one unless told."
    )
    static let embeddingModel = Key(
        "provider.embedding_model",
        "MORTISE_EMBEDDING_MODEL",
        .text,
        "a model's name",
        "Makes the vectors of `embed`; without it, they are made by tf-idf, built in."
    )
    static let prices = Key(
        "provider.prices_file",
        "MORTISE_PRICES_FILE",
        .text,
        "the path of a JSON file",
        "What models cost, for a job's bill; without it, calls and tokens are counted and no money. See docs/providers.md."
    )
    static let downloadsOfHost = Key(
        "downloads.allowed",
        "MORTISE_ALLOWED_DOWNLOADS",
        .list(separator: ", "),
        "a list of hosts, addresses and blocks",
        default: "[]",
        "Where tasks may fetch files from. Empty: any public address; private ones only if listed."
    )

    static let providerOfHost = [providerKind, providerKey, providerURL, providerModel, embeddingModel, prices]
    static let providerOfSite = providerOfHost.map { $0.ofSite("Instead of the host's.") }
    static let downloadsOfSite = downloadsOfHost.ofSite("Instead of the host's list.")

    /// The same key in a site's entry. Its variable without the site's name is the host's.
    private func ofSite(_ about: String) -> Key { Key(path, nil, shape, form, default: "", about) }
}
