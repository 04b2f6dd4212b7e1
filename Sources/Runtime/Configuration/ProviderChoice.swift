// SPDX-License-Identifier: Apache-2.0
public import Prices
public import Signing

/// Who writes the answers.
public struct ProviderChoice: Sendable, Hashable {
    /// The words for `kind`; what each means is decided where providers are made.
    public static let kinds = ["extractive", "openai", "openai-responses", "anthropic"]

    /// One of `kinds`. `extractive` is built in and needs no key and no network.
    public var kind: String
    /// Nil: the provider's own address.
    public var baseURL: String?
    /// Nil for a server that needs none.
    public var key: Secret?
    /// The model of requests that name none; nil: the provider's usual one.
    public var model: String?
    /// The model of `embed`; nil: the built-in tf-idf.
    public var embeddingModel: String?
    /// What models cost; nil: nobody knows.
    public var prices: PriceTable?

    /// The same key and server, asked by OpenAI's responses instead of its chat completions.
    var asksByResponses: ProviderChoice {
        var choice = self
        if kind == "openai" { choice.kind = "openai-responses" }
        return choice
    }
}
