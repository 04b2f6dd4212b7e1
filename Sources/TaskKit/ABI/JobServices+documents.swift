// SPDX-License-Identifier: Apache-2.0
import TaskABI

extension JobServices {
    func makeBuffer(size: Int) async throws -> Buffer {
        guard let table = calls.buffers, let call = table.pointee.create else {
            throw unsupported(MORTISE_BUFFER_SERVICE)
        }
        return try await self.call("buffer") { context in
            call(table.pointee.host_context, token, UInt64(clamping: size), bufferAnswered, context)
        }
    }

    func fetch(_ request: FetchRequest) async throws -> Fetched {
        guard let table = calls.fetching, let call = table.pointee.fetch else {
            throw unsupported(MORTISE_FETCH_SERVICE)
        }
        return try await self.call("fetch") { context in
            withTexts([request.url, request.mediaTypes.joined(separator: ", ")]) { texts in
                var message = mortise_fetch_request()
                message.struct_size = UInt32(MemoryLayout<mortise_fetch_request>.size)
                message.url = texts[0]
                message.maximum_bytes = UInt64(clamping: request.maximumBytes ?? 0)
                message.timeout_ms = milliseconds(request.timeout)
                message.media_types = texts[1]
                return call(table.pointee.host_context, token, &message, fetchAnswered, context)
            }
        }
    }

    func store(_ content: HostContent, as key: String, mediaType: String?) async throws -> Artifact {
        guard let table = calls.storing, let call = table.pointee.put else { throw unsupported(MORTISE_STORE_SERVICE) }
        return try await self.call("store") { context in
            withTexts([key, mediaType ?? "", content.text]) { texts in
                var message = mortise_store_request()
                message.struct_size = UInt32(MemoryLayout<mortise_store_request>.size)
                message.key = texts[0]
                message.media_type = texts[1]
                message.text = texts[2]
                message.buffer = content.number
                message.buffer_length = content.count
                return call(table.pointee.host_context, token, &message, storeAnswered, context)
            }
        }
    }

    func cached(_ key: String) async throws -> HostContent? {
        guard let table = calls.caching, let call = table.pointee.get else { throw unsupported(MORTISE_CACHE_SERVICE) }
        let found: CacheFound = try await self.call("cache") { context in
            withTexts([key]) { call(table.pointee.host_context, token, $0[0], cacheAnswered, context) }
        }
        return found.content
    }

    func cache(_ content: HostContent, as key: String) async throws -> Bool {
        guard let table = calls.caching, let call = table.pointee.put else { throw unsupported(MORTISE_CACHE_SERVICE) }
        let found: CacheFound = try await self.call("cache") { context in
            withTexts([key, content.text]) { texts in
                call(
                    table.pointee.host_context,
                    token,
                    texts[0],
                    texts[1],
                    content.number,
                    content.count,
                    cacheAnswered,
                    context
                )
            }
        }
        return found.isFound
    }
}

/// What the cache answered; of a put only whether it was kept.
private struct CacheFound: Sendable {
    var isFound: Bool
    var content: HostContent?
}

extension HostContent {
    fileprivate var text: String { if case .text(let text) = self { text } else { "" } }
    fileprivate var number: UInt64 { if case .buffer(let buffer, _) = self { buffer.number } else { 0 } }
    fileprivate var count: UInt64 { if case .buffer(_, let count) = self { UInt64(clamping: count) } else { 0 } }
}

extension JobServices {
    /// The buffer that an answer or a job lent, mapped at once: its descriptor's number may name another file later.
    func adopt(_ lent: mortise_buffer) throws(TaskError) -> Buffer {
        try Buffer(
            number: lent.number,
            size: Int(clamping: lent.size),
            descriptor: lent.descriptor,
            isWritable: lent.is_writable == 1
        ) { [self] in
            guard !isOver, let table = calls.buffers, let release = table.pointee.release else { return }
            _ = release(table.pointee.host_context, token, lent.number)
        }
    }
}

/// `mortise_buffer_callback`. [host-thread]
private func bufferAnswered(_ context: UnsafeMutableRawPointer?, _ answer: UnsafePointer<mortise_buffer_answer>?) {
    Waiter<Buffer>.deliver(context, answer, \.end) { (answer, job) throws(TaskError) in try job.adopt(answer.buffer) }
}

/// `mortise_fetch_callback`. [host-thread]
private func fetchAnswered(_ context: UnsafeMutableRawPointer?, _ answer: UnsafePointer<mortise_fetch_answer>?) {
    Waiter<Fetched>.deliver(context, answer, \.end) { (answer, job) throws(TaskError) in
        Fetched(
            buffer: try job.adopt(answer.buffer),
            mediaType: answer.media_type.string ?? "",
            url: answer.url.string ?? "",
            status: Int(answer.http_status)
        )
    }
}

/// `mortise_store_callback`. [host-thread]
private func storeAnswered(_ context: UnsafeMutableRawPointer?, _ answer: UnsafePointer<mortise_store_answer>?) {
    Waiter<Artifact>.deliver(context, answer, \.end) { answer, _ in
        Artifact(
            key: answer.key.string ?? "",
            size: Int(clamping: answer.size),
            sha256: answer.sha256.string ?? ""
        )
    }
}

/// `mortise_cache_callback`. [host-thread]
private func cacheAnswered(_ context: UnsafeMutableRawPointer?, _ answer: UnsafePointer<mortise_cache_answer>?) {
    Waiter<CacheFound>.deliver(context, answer, \.end) { (answer, job) throws(TaskError) in
        guard answer.is_found == 1 else { return CacheFound(isFound: false, content: nil) }
        guard answer.buffer.number != 0 else {
            return CacheFound(isFound: true, content: .text(answer.text.string ?? ""))
        }
        let buffer = try job.adopt(answer.buffer)
        return CacheFound(isFound: true, content: .buffer(buffer, count: buffer.size))
    }
}
