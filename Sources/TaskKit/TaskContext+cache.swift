// SPDX-License-Identifier: Apache-2.0

extension TaskContext {
    /// What another job of this site and task type worked out; nil when it is not there (any more) or does not fit the
    /// type, as after a change of it.
    /// - Parameter key: 1 to 512 bytes. Put everything into it that the value depends on: the hash of the file, and
    ///   every setting and version that shaped it.
    public func cached<Value: Decodable & Sendable>(_ key: String, as type: Value.Type) async throws -> Value? {
        guard let content = try await cachedContent(key) else { return nil }
        return try? decodeJSON(type, from: content.bytes, code: "bad_cache", what: "the cached value")
    }

    /// As above, for bytes: in a buffer when they were put as one, else as text.
    public func cachedContent(_ key: String) async throws -> HostContent? {
        try checkCancellation()
        return try await services.cached(key)
    }

    /// Puts a value into the cache, as JSON. Anything in it may be gone at any time.
    /// - Returns: whether it was kept.
    @discardableResult
    public func cache<Value: Encodable & Sendable>(_ value: Value, as key: String) async throws -> Bool {
        try await cache(
            .text(String(decoding: try encodeJSON(value, what: "the cached value"), as: UTF8.self)),
            as: key
        )
    }

    /// Puts text or bytes into the cache.
    /// - Returns: whether they were kept.
    @discardableResult
    public func cache(_ content: Content, as key: String) async throws -> Bool {
        try checkCancellation()
        return try await services.cache(try await crossing(content), as: key)
    }
}
