// SPDX-License-Identifier: Apache-2.0
public import Destinations
public import Signing

/// A bucket, where it is, and what opens it.
public struct S3Bucket: Sendable, Hashable {
    /// How a request names the bucket.
    public enum Addressing: String, Sendable, CaseIterable {
        /// `https://endpoint/bucket/key`: what servers beside AWS know.
        case path
        /// `https://bucket.endpoint/key`: what AWS wants.
        case virtual
    }

    public let name: String
    public let region: String
    /// Segments before every key, without a slash at either end; may be empty.
    public let prefix: String
    let credentials: AWSCredentials
    /// Scheme, host and port of every request.
    let origin: HTTPURL
    /// What precedes a key in the URL's path, without the prefix.
    private let root: String

    /// - Parameters:
    ///   - endpoint: of a server that an operator named; nil: AWS in this region.
    ///   - addressing: nil: by path for an endpoint that was named, and for a name with dots, which no certificate
    ///     of `*.s3.…` covers; else by host name.
    /// - Throws: when endpoint and name make no usable URL.
    public init(
        name: String,
        region: String,
        endpoint: HTTPURL? = nil,
        addressing: Addressing? = nil,
        prefix: String = "",
        credentials: AWSCredentials
    ) throws(HTTPURL.Problem) {
        let domain = region.hasPrefix("cn-") ? "amazonaws.com.cn" : "amazonaws.com"
        let base = if let endpoint { endpoint } else { try HTTPURL("https://s3.\(region).\(domain)") }
        let usual: Addressing = endpoint == nil && !name.contains(".") ? .virtual : .path
        self.name = name
        self.region = region
        self.prefix = prefix
        self.credentials = credentials
        switch addressing ?? usual {
        case .path:
            origin = base
            root = "/\(name)/"
        case .virtual:
            origin = try HTTPURL("\(base.isTLS ? "https" : "http")://\(name).\(base.host.urlText):\(base.port)")
            root = "/"
        }
    }

    /// The object that an artifact is.
    func object(_ key: ArtifactKey) -> String { prefix.isEmpty ? key.text : "\(prefix)/\(key.text)" }

    /// The decoded path of an artifact's URL.
    func path(_ key: ArtifactKey) -> String { root + object(key) }

    /// As the client sends it: without the scheme's own port.
    var host: String {
        origin.host.urlText + (origin.port == (origin.isTLS ? 443 : 80) ? "" : ":\(origin.port)")
    }

    /// The one place that is called. The operator named it, so it may be private, and http if so written.
    var destinations: DestinationRule {
        let list = (try? AllowList(parsing: "\(origin.host.urlText):\(origin.port)")) ?? .empty
        return DestinationRule(list: list, unlisted: .listedOnly, requiresTLS: origin.isTLS)
    }
}
