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
        let pricesFound = reader.text(keys[5])
        let prices = prices(&reader, keys[5], pricesFound)
        if let other, key == nil, url == nil, kindFound.map({ $0.text == other.kind }) ?? true {
            if other.kind == "extractive" { refuseModels([(keys[3], model), (keys[4], embedding)], &reader) }
            guard reader.problems.count == before else { return nil }
            var own = other
            own.model = model?.text ?? own.model
            own.embeddingModel = embedding?.text ?? own.embeddingModel
            own.prices = prices ?? own.prices
            return own
        }
        let isGiven = key != nil || url != nil
        // The vendor's own names, as its other programs read them; they are the host's.
        if other == nil, let vendor = vendor(of: kindFound?.text ?? "openai") {
            key = key ?? reader.secret(Key("", vendor + "_API_KEY", .secret, Key.providerKey.form, ""))
            url = url ?? reader.text(Key("", vendor + "_BASE_URL", .text, Key.providerURL.form, ""))
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
        if !isBuiltIn, key == nil, url == nil, reader.problems.count == before, let kindFound {
            refuseMissingKey(keys, of: kind, kindFound, isHost: other == nil, &reader)
        }
        if isBuiltIn { refuseModels([(keys[3], model), (keys[4], embedding), (keys[5], pricesFound)], &reader) }
        if kind == "anthropic", let embedding {
            reader.refuse(
                keys[4],
                embedding,
                says: "is set, but Anthropic offers no embeddings",
                remedy: "Take one of OpenAI's APIs, or leave the model out: vectors are then made without a provider."
            )
        }
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

    /// - Parameter kindFound: where the kind was chosen.
    private static func refuseMissingKey(
        _ keys: [Key],
        of kind: String,
        _ kindFound: SettingReader.Found,
        isHost: Bool,
        _ reader: inout SettingReader
    ) {
        var names = reader.variables(of: keys[1])
        if isHost, let vendor = vendor(of: kind) { names.append(vendor + "_API_KEY") }
        let variables = names.map { "\($0) or \($0)_FILE" }.joined(separator: ", or the vendor's own, ")
        reader.refuseMissing(
            keys[1],
            why: "the provider `\(kind)` was chosen",
            cause: kindFound,
            remedy: "Set \(variables), or `\(keys[1].name)` or `\(keys[1].name)_file` in the configuration file; "
                + "for a server that needs no key, set its `\(keys[2].name)`."
        )
    }

    /// A key or an address alone: for the kind that everybody has, else for the most common one.
    private static func usualKind(_ other: ProviderChoice?, isGiven: Bool) -> String {
        if let other, other.kind != "extractive" { return other.kind }
        return isGiven ? "openai" : "extractive"
    }

    /// Nothing would ask these models.
    private static func refuseModels(_ models: [(Key, SettingReader.Found?)], _ reader: inout SettingReader) {
        for case (let key, let found?) in models {
            reader.refuse(
                key,
                found,
                says: "is set, and the provider is the built-in extractive one",
                remedy: "Set provider and key, or leave the model out."
            )
        }
    }

    private static func prices(_ reader: inout SettingReader, _ key: Key, _ found: SettingReader.Found?) -> PriceTable?
    {
        guard let found else { return nil }
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

    /// How the variables of a kind's vendor begin; nil for a kind that has none.
    private static func vendor(of kind: String) -> String? {
        switch kind {
        case "openai", "openai-responses": "OPENAI"
        case "anthropic": "ANTHROPIC"
        default: nil
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
    var isLoopback: Bool {
        IPAddress(host.description)?.isLoopback ?? (host.description == "localhost")
    }
}
