// SPDX-License-Identifier: Apache-2.0
public import Signing

/// The bucket that a site's artifacts are kept in.
public struct BucketChoice: Sendable, Hashable {
    public enum Addressing: String, Sendable, CaseIterable { case path, virtual }

    public var bucket: String
    /// Segments before every key, without a slash at either end; empty: none.
    public var prefix: String
    public var credentials: AWSCredentials
    public var region: String
    /// Scheme, host and port; nil: AWS.
    public var endpoint: String?
    /// Nil: by endpoint and name.
    public var addressing: Addressing?
}
