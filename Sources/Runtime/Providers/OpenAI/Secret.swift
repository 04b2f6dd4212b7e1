// SPDX-License-Identifier: Apache-2.0

/// A key that must not be printed: every way of describing it gives the same word.
public struct Secret: Sendable, Hashable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The key itself; for the one place that sends it.
    let value: String

    /// Takes a key as it was configured, without the white space around it; nil if nothing is left.
    public init?(_ text: String) {
        let value = text.trimmingWhitespace()
        guard !value.isEmpty else { return nil }
        self.value = value
    }

    /// Always `(secret)`.
    public var description: String { "(secret)" }
    /// Always `(secret)`.
    public var debugDescription: String { description }
    /// Without children, so that `dump` shows none.
    public var customMirror: Mirror { Mirror(self, children: EmptyCollection<Mirror.Child>()) }
}

extension String {
    func trimmingWhitespace() -> String {
        guard let first = firstIndex(where: { !$0.isWhitespace }), let last = lastIndex(where: { !$0.isWhitespace })
        else { return "" }
        return String(self[first...last])
    }
}
