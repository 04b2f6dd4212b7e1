// SPDX-License-Identifier: Apache-2.0
import Destinations
public import Jobs

/// Where a callback goes, as breakers and switches know it.
public struct DeliveryTarget: Sendable, Hashable {
    public let site: SiteID
    /// Scheme, host and port: what a breaker is for.
    public let origin: String
    /// With the path, without the query, which may hold a secret: what answers 410 and is switched off.
    public let endpoint: String

    /// A URL that cannot be read is a target of its own: its attempt says what is wrong with it.
    public init(site: SiteID, url: String) {
        self.site = site
        if let parsed = try? HTTPURL(url) {
            origin = parsed.origin
            endpoint = parsed.origin + String(parsed.target.prefix { $0 != "?" })
        } else {
            origin = ""
            endpoint = ""
        }
    }

    /// What is left alone: one for each site, so that none holds up another's callbacks.
    struct Circuit: Sendable, Hashable {
        let site: SiteID
        let origin: String
    }
    var circuit: Circuit { Circuit(site: site, origin: origin) }
}
