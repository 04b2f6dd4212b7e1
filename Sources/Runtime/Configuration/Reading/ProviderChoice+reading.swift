// SPDX-License-Identifier: Apache-2.0
import Destinations
import Prices
import Signing

extension ProviderChoice {
    /// - Parameters:
    ///   - keys: the host's or a site's.
    ///   - other: what holds where none of them is set; nil for the host itself.
    /// - Returns: nil when what is set is refused.
    static func read(_ reader: inout SettingReader, _ keys: [Key], instead other: ProviderChoice?) -> ProviderChoice? {
        let before = reader.problems.count
        let kindFound = reader.text(keys[0])
        var key = reader.secret(keys[1])
        var url = reader.text(keys[2])
        let model = reader.text(keys[3])
        let embedding = reader.text(keys[4])
        let prices = prices(&reader, keys[5])
        if let other, key == nil, url == nil, kindFound.map({ $0.text == other.kind }) ?? true {
            if other.kind == "extractive", let embedding { refuseModel(keys[4], embedding, &reader) }
            guard reader.problems.count == before else { return nil }
            var own = other
            own.model = model?.text ?? own.model
            own.embeddingModel = embedding?.text ?? own.embeddingModel
            own.prices = prices ?? own.prices
            return own
        }
        let isGiven = key != nil || url != nil
        if other == nil, kindFound?.text != "extractive" {
            let vendor = kindFound?.text == "anthropic" ? "ANTHROPIC" : "OPENAI"
            key = key ?? reader.secret(Key("", "\(vendor)_API_KEY", .secret, "the provider's key", ""))
            url = url ?? reader.text(Key("", "\(vendor)_BASE_URL", .text, Key.providerURL.form, ""))
        }
        let kind = kindFound?.text ?? usualKind(other, isGiven: isGiven || key != nil)
        if let kindFound, !kinds.contains(kind) {
            let near = NearestName.of(kind, in: kinds).map { "Did you mean `\($0)`? " } ?? ""
            reader.refuse(keys[0], kindFound, remedy: "\(near)There are: \(kinds.joined(separator: ", ")).")
            return nil
        }
        let isBuiltIn = kind == "extractive"
        if !isBuiltIn, let url {
            do throws(HTTPURL.Problem) {
                let parsed = try HTTPURL(url.text)
                if !parsed.isTLS, !parsed.isLoopback {
                    reader.warnings.append(
                        "\(url.origin.name) is plain http: the key and every post travel in the clear"
                    )
                }
            } catch {
                reader.refuse(
                    keys[2],
                    url,
                    says: "\(error)",
                    remedy: "Give the provider's base, such as https://api.openai.com/v1."
                )
            }
        }
        if !isBuiltIn, key == nil, url == nil, reader.problems.count == before {
            reader.refuseMissing(
                keys[1],
                remedy: "Give the key of \(kind), or the base URL of a server that needs none."
            )
        }
        if isBuiltIn || kind == "anthropic", let embedding { refuseModel(keys[4], embedding, &reader) }
        guard reader.problems.count == before else { return nil }
        return ProviderChoice(
            kind: kind,
            baseURL: isBuiltIn ? nil : url?.text,
            key: isBuiltIn ? nil : key?.secret,
            model: isBuiltIn ? nil : model?.text,
            embeddingModel: embedding?.text,
            prices: isBuiltIn ? nil : prices
        )
    }

    /// A key or an address alone: for the kind that everybody has, else for the most common one.
    private static func usualKind(_ other: ProviderChoice?, isGiven: Bool) -> String {
        if let other, other.kind != "extractive" { return other.kind }
        return isGiven ? "openai" : "extractive"
    }

    private static func refuseModel(_ key: Key, _ found: SettingReader.Found, _ reader: inout SettingReader) {
        reader.refuse(
            key,
            found,
            says: "is set, but no provider that could make vectors",
            remedy: "Set provider and key, or leave the model out: vectors are then made without a provider."
        )
    }

    private static func prices(_ reader: inout SettingReader, _ key: Key) -> PriceTable? {
        guard let found = reader.text(key) else { return nil }
        do throws(PriceProblem) {
            guard let content = reader.content(of: found) else { throw PriceProblem.unreadable }
            return try PriceTable(content)
        } catch {
            reader.refuse(
                key,
                found,
                says: "\(found.text), which \(error)",
                remedy:
                    #"Write {"currency":"USD","models":{"NAME":{"input":"0.15","output":"0.60"}}}, prices for a million tokens."#
            )
            return nil
        }
    }
}

extension SettingReader.Origin {
    /// The variable, or the key in the file.
    var name: String {
        switch self {
        case .variable(let name): name
        case .file(let key, _): key
        }
    }
}

extension HTTPURL {
    fileprivate var isLoopback: Bool {
        IPAddress(host.description)?.isLoopback ?? (host.description == "localhost")
    }
}
