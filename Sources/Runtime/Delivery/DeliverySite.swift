// SPDX-License-Identifier: Apache-2.0
public import Destinations
public import Jobs
public import Signing

/// What Delivery must know of a site.
public struct DeliverySite: Sendable {
    public var site: SiteID
    /// `username:application password` for contract A's Basic authentication.
    public var basicCredentials: Secret?
    /// Signs the stronger form beside the contract's own; nil: the three headers are not sent.
    public var webhook: StandardWebhook?
    /// Where callbacks may go that carry credentials, and native ones.
    public var destinations: DestinationRule
    /// What contract B's callbacks need; nil where the site does not have it.
    public var documents: DocumentDelivery?

    public init(
        site: SiteID,
        basicCredentials: Secret?,
        webhook: StandardWebhook?,
        destinations: DestinationRule,
        documents: DocumentDelivery? = nil
    ) {
        self.documents = documents
        self.site = site
        self.basicCredentials = basicCredentials
        self.webhook = webhook
        self.destinations = destinations
    }
}

/// What contract B's callbacks need.
public struct DocumentDelivery: Sendable {
    /// `WP_CALLBACK_SECRET`.
    public var secret: Secret
    /// Where they may go: they carry a signature and no credentials.
    public var destinations: DestinationRule

    public init(secret: Secret, destinations: DestinationRule) {
        self.secret = secret
        self.destinations = destinations
    }
}
