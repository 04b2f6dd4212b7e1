// SPDX-License-Identifier: Apache-2.0

/// What a request to AWS, or to a server that speaks its protocol, is signed with.
public struct AWSCredentials: Sendable, Hashable {
    /// Names the key; sent with every request.
    public var accessKeyID: Secret
    /// Signs; never sent.
    public var secretKey: Secret
    /// Of temporary credentials; sent with every request. Nil for keys that do not end.
    public var sessionToken: Secret?

    public init(accessKeyID: Secret, secretKey: Secret, sessionToken: Secret? = nil) {
        self.accessKeyID = accessKeyID
        self.secretKey = secretKey
        self.sessionToken = sessionToken
    }
}
