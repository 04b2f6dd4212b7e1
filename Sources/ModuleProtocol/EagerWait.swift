// SPDX-License-Identifier: Apache-2.0

/// Whether a reader at one end of the socket pair looks for the next frame for a moment before it sleeps.
///
/// To wake a sleeping thread takes 25 to 45 µs on a virtual machine, several times what the frame itself takes. Who has
/// just been spoken to is likely to be spoken to again at once: a reader in the middle of a conversation looks, and
/// lets others have its core between two looks. One that hears something now and then sleeps, and one that looked in
/// vain looks more and more seldom, so that no process is kept busy by waiting for a model.
public struct EagerWait: Sendable {
    /// How long one look lasts at most.
    public static let limit: Duration = .microseconds(100)
    /// A frame that came within this time, sleep and waking included, counts as part of a conversation.
    private static let conversation: Duration = .microseconds(300)
    /// After so many looks in vain in a row the pauses grow no further: 2 to the power of it, less one.
    private static let patience = 6

    private var misses = 0
    /// Frames that still have to come in short order before the reader looks again.
    private var rest: Int

    /// - Parameter isExpecting: the first frame is on its way already.
    public init(isExpecting: Bool = false) { rest = isExpecting ? 0 : 1 }

    /// Whether the next wait begins with a look.
    public var looksFirst: Bool { rest == 0 }

    /// A wait is over that took so long.
    public mutating func waited(_ duration: Duration) {
        if looksFirst {
            misses = duration <= Self.limit ? 0 : min(misses + 1, Self.patience)
            rest = (1 << misses) - 1
        } else if duration <= Self.conversation {
            rest -= 1
        }
    }
}
