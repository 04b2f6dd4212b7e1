// SPDX-License-Identifier: Apache-2.0
import ModuleProtocol

/// What the answer to a call must be. A host that answers otherwise is not believed: the module then hears that the
/// call failed, and is never handed an answer that it did not ask for.
enum Expectation: Sendable, Hashable {
    case completion
    /// A vector for each of so many texts.
    case vectors(Int)
    /// At least so many bytes, to be written to.
    case room(UInt64)
    case download
    case artifact
    case cached
    /// An end for each of so many parts.
    case parts(Int)

    init(_ call: ServiceCall) {
        switch call {
        case .complete: self = .completion
        case .embed(let call): self = .vectors(call.texts.count)
        case .createBuffer(let size): self = .room(size)
        case .fetch: self = .download
        case .store: self = .artifact
        case .cacheGet, .cachePut: self = .cached
        case .map(let call): self = .parts(call.parts.count)
        }
    }

    /// Failures answer any call.
    func accepts(_ reply: ServiceReply) -> Bool {
        switch (self, reply) {
        case (_, .failed), (.completion, .completed), (.download, .fetched), (.artifact, .stored): true
        case (.vectors(let count), .embedded(let reply)): reply.values.count == count * Int(reply.dimension)
        case (.room(let size), .buffer(let buffer)): buffer.isWritable && buffer.size >= size
        // What was not found has no value.
        case (.cached, .cached(let reply)): reply.isFound || (reply.data.isEmpty && reply.buffer == nil)
        case (.parts(let count), .mapped(let ends)): ends.count == count
        default: false
        }
    }
}
