// SPDX-License-Identifier: Apache-2.0
import Destinations
import Jobs
import Signing

extension SiteConfiguration {
    /// Every site of the file, or the one that the environment describes.
    /// - Parameters:
    ///   - provider: of sites that choose none.
    ///   - downloads: where tasks of sites that say nothing of it may fetch from.
    ///   - buckets: what the host says of object storage.
    ///   - operatorToken: which no site may have as its own.
    static func readAll(
        _ reader: inout SettingReader,
        provider: ProviderChoice?,
        downloads: DestinationRule,
        buckets: BucketSettings,
        operatorToken: Secret?
    ) -> [SiteConfiguration] {
        defer { reader.scope = .host }
        let isKindChosen = reader.isSet(Key.providerOfHost[0])
        let entries = reader.file?.sites ?? []
        var scopes = entries.enumerated().map { index, entry in
            SettingReader.SiteScope(
                number: index + 1,
                values: entry.values,
                place: entry.place,
                isOnly: entries.count == 1
            )
        }
        if scopes.isEmpty { scopes = [SettingReader.SiteScope(isOnly: true)] }
        var sites: [SiteConfiguration] = []
        var names: [String] = []
        for scope in scopes {
            reader.scope = .site(scope)
            let id = name(&reader, isOnly: scope.isOnly)
            if let id, names.contains(id.name) {
                reader.refuseTwice(id, scope)
            } else if let id {
                names.append(id.name)
            }
            // Without a name too, so that everything else that is wrong is said at once.
            var named = scope
            named.name = id?.name
            reader.scope = .site(named)
            if let site = read(id, &reader, provider, downloads, buckets, isKindChosen: isKindChosen) {
                sites.append(site)
            }
        }
        // Of a site whose name is refused, nobody can say which variables are its own.
        if names.count == scopes.count { reader.refuseStrayVariables(sites: names) }
        reader.refuseSharedBuckets(sites)
        if sites.allSatisfy({ $0.bucket == nil }) { reader.noteUnused(buckets) }
        reader.refuseSharedTokens(sites, operatorToken: operatorToken)
        return sites
    }

    private static func name(_ reader: inout SettingReader, isOnly: Bool) -> SiteID? {
        guard let found = reader.text(.siteName) else {
            if !isOnly { reader.refuseMissing(.siteName, remedy: "Give each of several sites a name.") }
            return isOnly ? SiteID("default") : nil
        }
        guard let id = SiteID(found.text) else {
            reader.refuse(.siteName, found, remedy: "Use 1 to 64 characters from a-z, 0-9, `.`, `_` and `-`.")
            return nil
        }
        return id
    }

    /// - Parameters:
    ///   - id: nil when the name is refused; the rest is then read for its problems alone.
    ///   - isKindChosen: the host names the kind of provider for all.
    private static func read(
        _ id: SiteID?,
        _ reader: inout SettingReader,
        _ provider: ProviderChoice?,
        _ downloads: DestinationRule,
        _ buckets: BucketSettings,
        isKindChosen: Bool
    ) -> SiteConfiguration? {
        let before = reader.problems.count
        let tokens = apiTokens(&reader)
        // A site that comes another way needs nothing of contract A; half of it is a mistake.
        let comesOtherwise = reader.isSet(.apiTokens) || DocumentConfiguration.isWanted(reader)
        let wants = !comesOtherwise || reader.isSet(.jobsSecret) || reader.isSet(.callbackCredentials)
        let acceptsShort = reader.flag(.acceptShortSecret)
        let contract = ContractASettings(&reader, isWanted: wants, acceptsShort: acceptsShort)
        let documents = DocumentConfiguration.read(
            &reader,
            callbacks: contract.callbacks,
            acceptsShort: acceptsShort
        )
        let freshness = freshness(&reader)
        let keys = webhookKeys(&reader)
        var ownProvider = provider.flatMap { ProviderChoice.read(&reader, Key.providerOfSite, instead: $0) }
        // Nobody chose an API: contract B's own, as far as contract A, which asks another, has no part in the site.
        if !isKindChosen, !reader.isSet(Key.providerOfSite[0]), documents != nil, !wants {
            ownProvider = ownProvider?.asksByResponses
        }
        let limit = jobsPerMinute(&reader, provider: ownProvider)
        let settings = TaskSettings.read(&reader)
        let list = reader.allowList(Key.downloadsOfSite, remedy: ServicesConfiguration.downloadRemedy)
        let bucket = BucketChoice.read(&reader, host: buckets, site: id)
        guard reader.problems.count == before, let ownProvider, let id else { return nil }
        return SiteConfiguration(
            id: id,
            jobsSecret: contract.secret ?? Secret(bytes: []),
            callbackCredentials: contract.credentials,
            // Contract A's callbacks carry credentials: to listed hosts only, and over https but for loopback.
            callbacks: DestinationRule(list: contract.callbacks, unlisted: .listedOnly, requiresTLS: true),
            documents: documents,
            freshness: freshness,
            jobsPerMinute: limit,
            webhookKeys: keys,
            apiTokens: tokens,
            settings: settings,
            provider: ownProvider,
            downloads: list.isEmpty
                ? downloads : DestinationRule(list: list, unlisted: .publicUnlessListed, requiresTLS: false),
            bucket: bucket
        )
    }

    /// Contract A: 30 a minute for paid providers, no limit for the built-in one; 0 takes the limit away.
    private static func jobsPerMinute(_ reader: inout SettingReader, provider: ProviderChoice?) -> Int? {
        if let number = reader.number(.jobsPerMinute) { return number == 0 ? nil : number }
        return provider?.key == nil ? nil : 30
    }

    private static func freshness(_ reader: inout SettingReader) -> Int64? {
        guard let found = reader.text(.freshness) else { return 86_400 }
        if found.text == "off" { return nil }
        if found.text.hasSuffix("s"), let seconds = Int64(found.text.dropLast()), (1...31_536_000).contains(seconds) {
            return seconds
        }
        reader.refuse(.freshness, found, remedy: "Give seconds such as `300s`, or `off`.")
        return nil
    }

    private static func webhookKeys(_ reader: inout SettingReader) -> [Secret] {
        guard let (secret, found) = reader.secret(.webhookSecret) else { return [] }
        let texts = secret.reveal().split(separator: " ")
        let keys = texts.compactMap { StandardWebhook.key(parsing: String($0)) }
        guard keys.count == texts.count, !keys.isEmpty else {
            reader.refuse(
                .webhookSecret,
                found,
                says: "is not of the form whsec_<base64>",
                remedy: "Make one: mortise keys new webhook. While a key is rotated, give both, separated by a space."
            )
            return []
        }
        return keys
    }

    private static func apiTokens(_ reader: inout SettingReader) -> [BearerToken] {
        guard let found = reader.text(.apiTokens) else { return [] }
        let texts = found.text.split { " ,\n\t".contains($0) }
        let tokens = texts.compactMap { text in
            text.hasPrefix("sha256:") ? BearerToken(sha256: String(text.dropFirst(7))) : nil
        }
        guard tokens.count == texts.count else {
            reader.refuse(
                .apiTokens,
                found,
                says: "has an entry that is no digest",
                remedy: "Make a token with `mortise keys new`: the caller keeps the token, this file its digest."
            )
            return []
        }
        return tokens
    }
}
