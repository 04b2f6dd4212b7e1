// SPDX-License-Identifier: Apache-2.0

/// Which branch of `mc:AlternateContent` is read (ISO 29500-3, clause 9.3): the first, and no other. The branches hold
/// the same content for older and newer programs, so that reading two would double the text.
struct AlternateContent {
    /// Whether a branch was taken, for each element that is open.
    private var taken: [Bool] = []

    mutating func start() { taken.append(false) }
    mutating func end() { _ = taken.popLast() }

    /// A branch begins.
    /// - Returns: whether to read it.
    mutating func branch() -> Bool {
        guard let isTaken = taken.last else { return true }
        taken[taken.count - 1] = true
        return !isTaken
    }
}
