// SPDX-License-Identifier: Apache-2.0
import Destinations
public import Prices
public import Signing

/// Who writes the answers.
public enum ProviderChoice: Sendable {
    /// Built in; needs no key and no network.
    case extractive
    /// A vendor's, or a server that speaks like it.
    case service(ProviderService)
}

/// A provider behind HTTP.
public struct ProviderService: Sendable {
    /// Which API it speaks; the raw value is what `MORTISE_PROVIDER` calls it.
    public enum API: String, Sendable, CaseIterable {
        case openAIChat = "openai"
        case openAIResponses = "openai-responses"
        case anthropic

        /// What people call it.
        public var title: String {
            switch self {
            case .openAIChat: "OpenAI chat completions"
            case .openAIResponses: "OpenAI responses"
            case .anthropic: "Anthropic messages"
            }
        }
    }
    public var api: API
    /// As the vendor's documentation has it: with `/v1` for OpenAI's, without for Anthropic's.
    public var baseURL: String
    /// Nil for a server of one's own that wants none.
    public var key: Secret?
    /// The model asked where a task names none; nil: the provider's default.
    public var model: String?
    /// What models cost; nil: nobody knows.
    public var prices: PriceTable?
}

extension ProviderChoice {
    /// What `MORTISE_PROVIDER` calls it.
    var name: String {
        switch self {
        case .extractive: "extractive"
        case .service(let service): service.api.rawValue
        }
    }

    /// Reads the provider's variables; nil after a refusal.
    static func read(_ reader: inout EnvironmentReader) -> ProviderChoice? {
        guard let name = name(&reader) else { return nil }
        guard let api = ProviderService.API(rawValue: name) else {
            _ = reader.secret("OPENAI_API_KEY")
            refuseForExtractive(&reader)
            return .extractive
        }
        let vendor = api == .anthropic ? "ANTHROPIC" : "OPENAI"
        let standard = api == .anthropic ? "https://api.anthropic.com" : "https://api.openai.com/v1"
        let given = reader.text("\(vendor)_BASE_URL")
        let count = reader.problems.count
        let key = reader.secret("\(vendor)_API_KEY")
        if key == nil, given == nil, reader.problems.count == count {
            reader.refuse(
                "\(vendor)_API_KEY",
                "is not set, and MORTISE_PROVIDER is \(name)",
                "Set it, or \(vendor)_API_KEY_FILE; for a server of your own without a key set \(vendor)_BASE_URL."
            )
        }
        let url = given ?? standard
        do throws(HTTPURL.Problem) {
            _ = try HTTPURL(url)
        } catch {
            reader.refuse("\(vendor)_BASE_URL", "\(error)", "Give the provider's base, such as \(standard).")
            return nil
        }
        let prices = prices(&reader)
        return reader.problems.count > count
            ? nil
            : .service(
                ProviderService(api: api, baseURL: url, key: key, model: reader.text("MORTISE_MODEL"), prices: prices)
            )
    }

    /// Told, or told by the key that was given.
    private static func name(_ reader: inout EnvironmentReader) -> String? {
        guard let name = reader.text("MORTISE_PROVIDER") else {
            let hasKey = reader.text("OPENAI_API_KEY") != nil || reader.text("OPENAI_API_KEY_FILE") != nil
            return hasKey ? ProviderService.API.openAIChat.rawValue : "extractive"
        }
        let names = ["extractive"] + ProviderService.API.allCases.map(\.rawValue)
        guard names.contains(name) else {
            reader.refuse("MORTISE_PROVIDER", "is \(name)", "Give one of \(names.joined(separator: ", ")).")
            return nil
        }
        return name
    }

    private static func refuseForExtractive(_ reader: inout EnvironmentReader) {
        for name in ["MORTISE_MODEL", "MORTISE_PRICES_FILE"] where reader.text(name) != nil {
            reader.refuse(
                name,
                "is set, and the provider is the built-in extractive one",
                "Set MORTISE_PROVIDER and the vendor's key, or leave it out."
            )
        }
    }

    private static func prices(_ reader: inout EnvironmentReader) -> PriceTable? {
        guard let file = reader.text("MORTISE_PRICES_FILE") else { return nil }
        do throws(PriceProblem) {
            guard let content = reader.file(file) else { throw PriceProblem.unreadable }
            return try PriceTable(content)
        } catch {
            reader.refuse(
                "MORTISE_PRICES_FILE",
                "\(file) \(error)",
                #"Write {"currency":"USD","models":{"NAME":{"input":"0.15","output":"0.60"}}}, prices for a million tokens."#
            )
            return nil
        }
    }
}
