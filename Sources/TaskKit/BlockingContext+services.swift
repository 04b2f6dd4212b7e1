// SPDX-License-Identifier: Apache-2.0
//
// Each as in `TaskContext`, where it is described.

extension BlockingContext {
    public func settings<Settings: Decodable>(as type: Settings.Type) throws -> Settings {
        try context.settings(as: type)
    }

    public func complete(_ prompt: Prompt, pieces: (@Sendable (String) -> Void)? = nil) throws -> Completion {
        try wait { try await $0.complete(prompt, pieces: pieces) }
    }

    public func complete<Value: Decodable & Sendable>(
        _ prompt: Prompt,
        as type: Value.Type,
        schema: String? = nil,
        corrections: Int = 2,
        check: @escaping @Sendable (Value) throws -> Void = { _ in }
    ) throws -> Answer<Value> {
        try wait {
            try await $0.complete(prompt, as: type, schema: schema, corrections: corrections, check: check)
        }
    }

    public func embed(_ texts: [String], model: String? = nil) throws -> Embeddings {
        try wait { try await $0.embed(texts, model: model) }
    }

    public func fetch(_ request: FetchRequest) throws -> Fetched { try wait { try await $0.fetch(request) } }

    public func fetch(_ url: String) throws -> Fetched { try wait { try await $0.fetch(url) } }

    public func makeBuffer(size: Int) throws -> Buffer { try wait { try await $0.makeBuffer(size: size) } }

    public func store(_ content: Content, as key: String, mediaType: String? = nil) throws -> Artifact {
        try wait { try await $0.store(content, as: key, mediaType: mediaType) }
    }

    public func cached<Value: Decodable & Sendable>(_ key: String, as type: Value.Type) throws -> Value? {
        try wait { try await $0.cached(key, as: type) }
    }

    public func cachedContent(_ key: String) throws -> HostContent? { try wait { try await $0.cachedContent(key) } }

    @discardableResult
    public func cache<Value: Encodable & Sendable>(_ value: Value, as key: String) throws -> Bool {
        try wait { try await $0.cache(value, as: key) }
    }

    @discardableResult
    public func cache(_ content: Content, as key: String) throws -> Bool {
        try wait { try await $0.cache(content, as: key) }
    }

    public func map<Part: TaskDefinition>(
        _ task: Part.Type,
        _ inputs: [Part.Input],
        buffer: Buffer? = nil,
        partDeadline: Duration? = nil,
        concurrency: Int? = nil
    ) throws -> [Result<Part.Result, TaskError>] where Part.Input: Encodable, Part.Result: Decodable {
        try wait {
            try await $0.map(
                task,
                inputs,
                buffer: buffer,
                partDeadline: partDeadline,
                concurrency: concurrency
            )
        }
    }

    public func progress(_ done: Int, of total: Int = 0, _ note: String = "") {
        context.progress(done, of: total, note)
    }

    public func partial(_ text: String) { context.partial(text) }

    public func log(_ level: LogLevel, _ line: String) { context.log(level, line) }

    public func log(_ line: String) { context.log(line) }
}
