// SPDX-License-Identifier: Apache-2.0

/// An http or https URL in the one form that is compared with a list *and* handed to the transfer library, so
/// that the two cannot read it differently.
public struct HTTPURL: Hashable, Sendable, CustomStringConvertible {
    /// Bytes of the longest URL that is read.
    public static let lengthLimit = 2_048

    /// Whether the scheme is https.
    public let isTLS: Bool
    /// The host as it is resolved and compared.
    public let host: Host
    /// The port named, or the scheme's own: 443 or 80.
    public let port: Int
    /// Path and query; begins with `/`, is ASCII, has no fragment. May hold a secret: not for messages.
    public let target: String

    /// Scheme, host and port (where it is not the scheme's own): what messages show.
    public var origin: String {
        "\(isTLS ? "https" : "http")://\(host.urlText)" + (port == (isTLS ? 443 : 80) ? "" : ":\(port)")
    }

    /// The whole URL in its canonical form.
    public var text: String { origin + target }

    /// The origin alone, since path and query may hold a secret.
    public var description: String { origin }

    /// Why a text is no URL that would be called. The reason is a clause for "the URL …" and shows no part of
    /// the URL.
    public struct Problem: Error, Hashable, Sendable, CustomStringConvertible {
        /// What is wrong, such as `names no host`.
        public let reason: String
        /// The reason as a whole sentence.
        public var description: String { "the URL \(reason)" }

        init(_ reason: String) { self.reason = reason }
    }
}
