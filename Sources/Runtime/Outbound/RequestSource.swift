// SPDX-License-Identifier: Apache-2.0

/// Gives the body of a request while it is sent, for bodies that are not to be copied whole.
///
/// Called on the client's one thread, which moves every other transfer too: a source copies out of memory and returns
/// at once.
public protocol RequestSource: Sendable {
    /// Bytes in all, announced before the first; never changes.
    var size: Int { get }

    /// Copies what begins at `offset`, as much as there is room for.
    /// - Returns: how many bytes, at least one; nil when they cannot be had, which ends the transfer as `broken`.
    func read(at offset: Int, into room: UnsafeMutableRawBufferPointer) -> Int?
}
