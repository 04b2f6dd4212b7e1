// SPDX-License-Identifier: Apache-2.0
import Destinations
import Jobs

extension BucketChoice {
    /// A site's bucket, with the host's values for what it does not say; nil: it has none, or what is said is refused.
    /// - Parameter id: nil when the site's name is refused.
    static func read(_ reader: inout SettingReader, host: BucketSettings, site id: SiteID?) -> BucketChoice? {
        let own = BucketSettings.read(&reader, Key.bucketOfSite, isHost: false)
        guard !own.isRefused, !host.isRefused else { return nil }
        guard let bucket = own.bucket ?? host.bucket, let found = own.bucketFound ?? host.bucketFound else {
            reader.noteUnused(own)
            return nil
        }
        if let (cause, missing) = own.half ?? (own.credentials == nil ? host.half : nil) {
            reader.refuseMissing(
                missing,
                why: "its other half is",
                cause: cause,
                remedy: "Set both, `s3.access_key_id` and `s3.secret_access_key`."
            )
            return nil
        }
        guard let credentials = own.credentials ?? host.credentials else {
            reader.refuseMissing(
                .bucketKeyID,
                why: "a bucket is",
                cause: found,
                remedy: "Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY (each also as …_FILE), or "
                    + "`s3.access_key_id` and `s3.secret_access_key` in the configuration file."
            )
            return nil
        }
        let endpoint = own.endpoint ?? host.endpoint
        let addressing = own.addressing ?? host.addressing
        let url = endpoint.flatMap { try? HTTPURL($0) }
        if let url, !url.isTLS, !url.isLoopback {
            let warning = "the endpoint \(url) is plain http: artifacts travel in the clear"
            if !reader.warnings.contains(warning) { reader.warnings.append(warning) }
        }
        if addressing == .virtual, let url, case .address = url.host {
            reader.refuse(
                found.origin,
                "an endpoint with a name, for `s3.addressing: virtual`",
                "is a bucket at \(url), whose host is an address",
                "Write `s3.addressing: path`, or name the host."
            )
            return nil
        }
        return BucketChoice(
            bucket: bucket,
            prefix: (own.prefix ?? host.prefix ?? "").replacing("{site}", with: id?.name ?? "site"),
            credentials: credentials,
            region: own.region ?? host.region ?? Key.bucketRegion.fallback,
            endpoint: endpoint,
            addressing: addressing
        )
    }

    /// Whether an object of one may have a name of the other's.
    fileprivate func overlaps(_ other: BucketChoice) -> Bool {
        guard bucket == other.bucket, endpoint == other.endpoint else { return false }
        return [(prefix, other.prefix), (other.prefix, prefix)].contains { outer, inner in
            outer.isEmpty || inner == outer || inner.hasPrefix(outer + "/")
        }
    }
}

extension SettingReader {
    /// Words about a bucket that nobody named. Variables that AWS's own programs read may be meant for these.
    mutating func noteUnused(_ settings: BucketSettings) {
        for found in settings.said where !found.origin.name.hasPrefix("AWS_") {
            warnings.append("\(found.origin.name) is not used: no bucket is set, with `s3.bucket`")
        }
    }

    /// No site sees another's data: in one bucket, they need prefixes that keep them apart.
    mutating func refuseSharedBuckets(_ sites: [SiteConfiguration]) {
        for (index, site) in sites.enumerated() {
            guard let bucket = site.bucket,
                let other = sites[..<index].first(where: { $0.bucket?.overlaps(bucket) ?? false })
            else { continue }
            let number = (file?.sites.firstIndex { $0.values[Key.siteName.path]?.text == site.id.name } ?? index) + 1
            let entry = file?.sites.indices.contains(number - 1) == true ? file?.sites[number - 1] : nil
            problems.append(
                Problem(
                    name: "sites[\(number)].\(Key.bucketPrefix.path)",
                    place: entry?.values[Key.bucketPrefix.path]?.place ?? entry?.values[Key.bucket.path]?.place
                        ?? entry?.place,
                    file: file?.file,
                    expected: "prefixes in the bucket \(bucket.bucket) of which none begins with another",
                    found: "is \(Self.shown(bucket)), and that of site \(other.id.name) is "
                        + (other.bucket.map(Self.shown) ?? ""),
                    remedy: "Give each site a prefix of its own, or all of them `s3.prefix: \"{site}\"` at the top."
                )
            )
        }
    }

    private static func shown(_ bucket: BucketChoice) -> String {
        bucket.prefix.isEmpty ? "empty" : "`\(bucket.prefix)`"
    }
}
