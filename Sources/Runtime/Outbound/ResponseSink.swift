// SPDX-License-Identifier: Apache-2.0

/// Takes the body of an answer while it comes, for bodies that are too large or too slow to be waited for whole.
///
/// Called on the client's one thread, which moves every other transfer too: a sink copies what it is given, or
/// hands it on, and returns at once.
public protocol ResponseSink: Sendable {
    /// Status and headers of the final answer, before its body; not called for an answer without one.
    func begin(status: Int, headers: [(name: String, value: String)]) -> BodyUse

    /// A piece of the body, in order; valid until the call returns. False ends the transfer.
    func receive(_ bytes: UnsafeRawBufferPointer) -> Bool
}

/// What is to become of an answer's body.
public enum BodyUse: Sendable {
    /// It goes to the sink, without a limit of the client's.
    case stream
    /// It is kept in the answer, up to the request's limit: as for a request without a sink.
    case keep
    /// It is not wanted: the transfer ends here, and its answer is marked as cut.
    case stop
}
