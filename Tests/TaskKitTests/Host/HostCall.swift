// SPDX-License-Identifier: Apache-2.0
import TaskABI

/// A call of a module's, copied out of what it lent; the address of its context stands for it.
struct HostCall: Sendable {
    struct Part: Sendable, Equatable {
        var role: UInt32
        var kind: UInt32
        var label: String
        var text: String
        var attachment: UInt64
        var mediaType: String
    }
    enum Request: Sendable {
        case complete(Completion)
        case embed(texts: [String], model: String)
        case buffer(size: UInt64)
        case fetch(url: String, maximum: UInt64, timeout: UInt64, types: String)
        case store(key: String, type: String, content: Content)
        case get(key: String)
        case put(key: String, content: Content)
        case map(task: String, parts: [MapPart], deadline: UInt64, concurrency: UInt32)
    }
    struct Completion: Sendable {
        var parts: [Part]
        var model: String
        var temperature: Int32
        var tokens: UInt32
        var words: UInt32
        var schema: String
        var wantsPieces: Bool
    }
    struct MapPart: Sendable, Equatable {
        var input: String
        var buffer: UInt64
    }
    /// Text, or bytes of a buffer, read when the call came.
    struct Content: Sendable, Equatable {
        var bytes: [UInt8]
        var isBuffer: Bool
        var text: String { String(decoding: bytes, as: UTF8.self) }
    }
    enum Callback: Sendable {
        case complete(mortise_complete_callback, mortise_delta_callback?)
        case embed(mortise_embed_callback)
        case buffer(mortise_buffer_callback)
        case fetch(mortise_fetch_callback)
        case store(mortise_store_callback)
        case cache(mortise_cache_callback)
        case map(mortise_map_callback)
    }
    var number: Int
    var token: UInt64
    var request: Request
    var callback: Callback
    var context: UInt

    var pointer: UnsafeMutableRawPointer? { UnsafeMutableRawPointer(bitPattern: context) }

    /// The model call that it is; an empty one else.
    var completion: Completion {
        guard case .complete(let completion) = request else {
            return Completion(
                parts: [],
                model: "",
                temperature: 0,
                tokens: 0,
                words: 0,
                schema: "",
                wantsPieces: false
            )
        }
        return completion
    }
    var texts: [String] { completion.parts.map(\.text) }
    var labels: [String] { completion.parts.map(\.label) }
    var kinds: [UInt32] { completion.parts.map(\.kind) }
    var words: UInt32 { completion.words }
    var temperature: Int32 { completion.temperature }
}
