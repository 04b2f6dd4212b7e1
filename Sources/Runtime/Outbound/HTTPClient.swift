// SPDX-License-Identifier: Apache-2.0

/// The one way out: every call that the host makes to somebody else's server goes through this seam, with a
/// rule about where it may go that is checked when the connection is made, not only when the URL is read.
public protocol HTTPClient: Sendable {
    /// Sends one request and gives its whole answer. Redirects are not followed, no proxy, netrc or cookie is
    /// used, and a body longer than the limit is cut there and marked. Cancelling the task ends the transfer.
    func send(_ request: OutboundRequest) async throws(OutboundFailure) -> OutboundResponse
}

/// Why no answer came.
public struct OutboundFailure: Error, Sendable, CustomStringConvertible {
    /// What went wrong, by what it means for another attempt.
    public enum Kind: String, Sendable {
        /// The rule does not admit this destination; nothing was sent.
        case forbidden
        /// URL or headers are unusable; nothing was sent.
        case badRequest
        /// The name could not be resolved or the connection was refused: nothing was received there.
        case notConnected
        /// The connection broke, or TLS failed, after it was made; the request may have arrived.
        case broken
        case timedOut
        case cancelled
    }
    /// What it means for another attempt.
    public let kind: Kind
    /// What happened and to which host; never holds a header's value.
    public let message: String
    /// The message.
    public var description: String { message }
    /// No byte of the request was sent, whatever the kind says: TLS failed, say.
    public let wasNotBegun: Bool
    /// Whether the receiver may have seen the request.
    public var mayHaveArrived: Bool {
        !wasNotBegun && (kind == .broken || kind == .timedOut || kind == .cancelled)
    }

    /// A failure of this kind; the message names the host, never a header's value or a query.
    public init(_ kind: Kind, _ message: String, wasNotBegun: Bool = false) {
        self.kind = kind
        self.wasNotBegun = wasNotBegun
        self.message = message
    }
}
