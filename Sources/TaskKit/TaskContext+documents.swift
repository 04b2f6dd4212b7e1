// SPDX-License-Identifier: Apache-2.0

extension TaskContext {
    /// Downloads into a read-only buffer. The host decides where it may go: never to private, loopback or link-local
    /// addresses unless the operator listed them.
    /// - Throws: `TaskError` with the class that fits the cause.
    public func fetch(_ request: FetchRequest) async throws -> Fetched {
        try checkCancellation()
        return try await services.fetch(request)
    }

    /// Downloads into a read-only buffer, with the host's limits.
    public func fetch(_ url: String) async throws -> Fetched { try await fetch(FetchRequest(url)) }

    /// A new buffer of zeros that may be written to. At most 32 of 512 MiB in all a job; it counts until the last
    /// reference to it goes.
    /// - Throws: `TaskError`, permanent, `buffer_limit`, when that is too much.
    public func makeBuffer(size: Int) async throws -> Buffer {
        try checkCancellation()
        return try await services.makeBuffer(size: size)
    }

    /// Keeps an artifact that outlives the job; it is durable when this returns, so that the result may name it. What
    /// is there under the key already is replaced.
    /// - Parameters:
    ///   - key: relative, of segments `[A-Za-z0-9._-]` separated by `/`, at most 512 bytes; scoped to the site.
    ///   - mediaType: such as `text/plain`; nil: `application/octet-stream`.
    public func store(_ content: Content, as key: String, mediaType: String? = nil) async throws -> Artifact {
        try checkCancellation()
        return try await services.store(try await crossing(content), as: key, mediaType: mediaType)
    }

    /// The content in the form that crosses: text of at most 8 MiB as it is, all else in a buffer.
    func crossing(_ content: Content) async throws -> HostContent {
        switch content {
        case .text(let text) where text.utf8.count <= 8 << 20: return .text(text)
        case .text(let text): return try await copied(Array(text.utf8))
        case .bytes(let bytes): return try await copied(bytes)
        case .buffer(let buffer, let count):
            let count = count ?? buffer.size
            guard (0...buffer.size).contains(count) else {
                let message = "\(count) bytes were asked for of a buffer that has \(buffer.size)"
                throw TaskError(.permanent, code: "bad_content", message: message)
            }
            // A length of 0 means the whole buffer when it crosses.
            return count == 0 ? .text("") : .buffer(buffer, count: count)
        }
    }

    private func copied(_ bytes: [UInt8]) async throws -> HostContent {
        guard !bytes.isEmpty else { return .text("") }
        let buffer = try await makeBuffer(size: bytes.count)
        buffer.withUnsafeMutableBytes { $0.copyBytes(from: bytes) }
        return .buffer(buffer, count: bytes.count)
    }
}
