// SPDX-License-Identifier: Apache-2.0
import Locks
import TaskABI

/// How the host's vtables are filled: every function finds its host, copies what it was lent, and checks its form.
extension TestHost {
    static func makeTables(_ context: UnsafeMutableRawPointer) -> [String: UInt] {
        [
            MORTISE_JOB_SERVICE: jobTable(context), MORTISE_LOG_SERVICE: logTable(context),
            MORTISE_BUFFER_SERVICE: bufferTable(context), MORTISE_COMPLETE_SERVICE: completeTable(context),
            MORTISE_EMBED_SERVICE: embedTable(context), MORTISE_FETCH_SERVICE: fetchTable(context),
            MORTISE_STORE_SERVICE: storeTable(context), MORTISE_CACHE_SERVICE: cacheTable(context),
            MORTISE_MAP_SERVICE: mapTable(context),
        ]
    }

    /// The address of a table that lives as long as the process.
    private static func keep<Table>(_ table: Table) -> UInt {
        let kept = UnsafeMutablePointer<Table>.allocate(capacity: 1)
        kept.initialize(to: table)
        UnsafeMutableRawPointer(kept).storeBytes(of: UInt32(MemoryLayout<Table>.size), as: UInt32.self)
        return UInt(bitPattern: kept)
    }

    private static func jobTable(_ context: UnsafeMutableRawPointer) -> UInt {
        var table = mortise_job_service()
        table.host_context = context
        table.finish = { context, token, outcome in
            guard let host = TestHost.of(context), let outcome else { return MORTISE_INVALID }
            return host.finish(token, outcome.pointee)
        }
        table.is_cancelled = { context, token in
            guard let host = TestHost.of(context) else { return 1 }
            return host.state.withLock { $0.cancelled.contains(token) || $0.running[token] == nil } ? 1 : 0
        }
        table.report_progress = { context, token, progress in
            guard let host = TestHost.of(context), let progress = progress?.pointee else { return MORTISE_INVALID }
            host.checkSize(progress.struct_size, mortise_progress.self)
            guard host.isKnown(token, "report_progress") else { return MORTISE_NO_SUCH_JOB }
            let note = progress.note.copy ?? "?"
            if note.utf8.count > 256 { host.fault("a note of progress is too long") }
            host.state.withLock { $0.progress.append("\(progress.done)/\(progress.total) \(note)") }
            return MORTISE_OK
        }
        table.append_partial = { context, token, text in
            guard let host = TestHost.of(context), host.isKnown(token, "append_partial") else {
                return MORTISE_NO_SUCH_JOB
            }
            if text.length > 64 << 10 { host.fault("a partial text is too long") }
            let text = text.copy
            if text == nil { host.fault("a partial text is no UTF-8") }
            host.state.withLock { $0.partial += text ?? "?" }
            return MORTISE_OK
        }
        return keep(table)
    }

    private static func logTable(_ context: UnsafeMutableRawPointer) -> UInt {
        var table = mortise_log_service()
        table.host_context = context
        table.log = { context, token, level, line in
            guard let host = TestHost.of(context) else { return MORTISE_INVALID }
            guard token == 0 || host.isKnown(token, "log") else { return MORTISE_NO_SUCH_JOB }
            if line.length > 2000 { host.fault("a log line is too long") }
            let text = "\(level) \(line.copy ?? "?")"
            host.state.withLock { $0.lines.append(text) }
            return MORTISE_OK
        }
        return keep(table)
    }

    private static func bufferTable(_ context: UnsafeMutableRawPointer) -> UInt {
        var table = mortise_buffer_service()
        table.host_context = context
        table.create = { context, token, size, callback, callbackContext in
            guard let host = TestHost.of(context), let callback else { return MORTISE_INVALID }
            return host.note(token, 0, .buffer(size: size), .buffer(callback), callbackContext)
        }
        table.release = { context, token, buffer in
            guard let host = TestHost.of(context), host.isKnown(token, "release") else { return MORTISE_NO_SUCH_JOB }
            return host.releaseFile(buffer, of: token)
        }
        return keep(table)
    }

    private static func completeTable(_ context: UnsafeMutableRawPointer) -> UInt {
        var table = mortise_complete_service()
        table.host_context = context
        table.complete = { context, token, request, delta, callback, callbackContext in
            guard let host = TestHost.of(context), let request = request?.pointee, let callback else {
                return MORTISE_INVALID
            }
            let completion = host.copied(request, wantsPieces: delta != nil, of: token)
            return host.note(token, 0, .complete(completion), .complete(callback, delta), callbackContext)
        }
        table.reject = { context, token, answer, reason in
            guard let host = TestHost.of(context), host.isKnown(token, "reject") else { return MORTISE_NO_SUCH_JOB }
            if reason.length > 2000 { host.fault("a reason is too long") }
            let text = "\(answer) \(reason.copy ?? "?")"
            host.state.withLock { $0.rejections.append(text) }
            return MORTISE_OK
        }
        return keep(table)
    }

    private static func embedTable(_ context: UnsafeMutableRawPointer) -> UInt {
        var table = mortise_embed_service()
        table.host_context = context
        table.embed = { context, token, request, callback, callbackContext in
            guard let host = TestHost.of(context), let request = request?.pointee, let callback else {
                return MORTISE_INVALID
            }
            host.checkSize(request.struct_size, mortise_embed_request.self)
            let texts = UnsafeBufferPointer(start: request.texts, count: Int(request.text_count))
            let copy = HostCall.Request.embed(texts: texts.map { $0.copy ?? "?" }, model: request.model.copy ?? "?")
            return host.note(token, 1, copy, .embed(callback), callbackContext)
        }
        return keep(table)
    }

    private static func fetchTable(_ context: UnsafeMutableRawPointer) -> UInt {
        var table = mortise_fetch_service()
        table.host_context = context
        table.fetch = { context, token, request, callback, callbackContext in
            guard let host = TestHost.of(context), let request = request?.pointee, let callback else {
                return MORTISE_INVALID
            }
            host.checkSize(request.struct_size, mortise_fetch_request.self)
            let copy = HostCall.Request.fetch(
                url: request.url.copy ?? "?",
                maximum: request.maximum_bytes,
                timeout: request.timeout_ms,
                types: request.media_types.copy ?? "?"
            )
            return host.note(token, 2, copy, .fetch(callback), callbackContext)
        }
        return keep(table)
    }

    private static func storeTable(_ context: UnsafeMutableRawPointer) -> UInt {
        var table = mortise_store_service()
        table.host_context = context
        table.put = { context, token, request, callback, callbackContext in
            guard let host = TestHost.of(context), let request = request?.pointee, let callback else {
                return MORTISE_INVALID
            }
            host.checkSize(request.struct_size, mortise_store_request.self)
            let copy = HostCall.Request.store(
                key: request.key.copy ?? "?",
                type: request.media_type.copy ?? "?",
                content: host.content(request.text, request.buffer, request.buffer_length, of: token)
            )
            return host.note(token, 3, copy, .store(callback), callbackContext)
        }
        return keep(table)
    }

    private static func cacheTable(_ context: UnsafeMutableRawPointer) -> UInt {
        var table = mortise_cache_service()
        table.host_context = context
        table.get = { context, token, key, callback, callbackContext in
            guard let host = TestHost.of(context), let callback else { return MORTISE_INVALID }
            return host.note(token, 4, .get(key: key.copy ?? "?"), .cache(callback), callbackContext)
        }
        table.put = { context, token, key, text, buffer, length, callback, callbackContext in
            guard let host = TestHost.of(context), let callback else { return MORTISE_INVALID }
            let content = host.content(text, buffer, length, of: token)
            let copy = HostCall.Request.put(key: key.copy ?? "?", content: content)
            return host.note(token, 4, copy, .cache(callback), callbackContext)
        }
        return keep(table)
    }

    private static func mapTable(_ context: UnsafeMutableRawPointer) -> UInt {
        var table = mortise_map_service()
        table.host_context = context
        table.map = { context, token, request, callback, callbackContext in
            guard let host = TestHost.of(context), let request = request?.pointee, let callback else {
                return MORTISE_INVALID
            }
            host.checkSize(request.struct_size, mortise_map_request.self)
            host.checkStride(request.part_stride, mortise_map_part.self)
            if request.part_count > 1024 { host.fault("too many parts of a map") }
            let parts = UnsafeBufferPointer(start: request.parts, count: Int(request.part_count))
            let copy = HostCall.Request.map(
                task: request.task_type.copy ?? "?",
                parts: parts.map { HostCall.MapPart(input: $0.input.copy ?? "?", buffer: $0.buffer) },
                deadline: request.part_deadline_ms,
                concurrency: request.concurrency
            )
            return host.note(token, 5, copy, .map(callback), callbackContext)
        }
        return keep(table)
    }
}
