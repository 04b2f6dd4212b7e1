// SPDX-License-Identifier: Apache-2.0
import Locks
import TaskABI
import Testing

/// What the host does with a call: checks it, keeps it, and answers it once.
extension TestHost {
    func checkSize<Struct>(_ size: UInt32, _ type: Struct.Type) {
        if size != UInt32(MemoryLayout<Struct>.size) { fault("struct_size of \(type) is \(size)") }
    }

    func checkStride<Struct>(_ stride: UInt64, _ type: Struct.Type) {
        if stride != UInt64(MemoryLayout<Struct>.stride) { fault("the stride of \(type) is \(stride)") }
    }

    func isKnown(_ token: UInt64, _ call: String) -> Bool {
        if isRunning(token) { return true }
        fault("\(call) for a job that does not run: \(token)")
        return false
    }

    /// Keeps a call that will be answered. `capability` is the number of its bit; buffers need none.
    func note(
        _ token: UInt64,
        _ capability: UInt64,
        _ request: HostCall.Request,
        _ callback: HostCall.Callback,
        _ context: UnsafeMutableRawPointer?
    ) -> mortise_status {
        guard callStatus == MORTISE_OK else { return callStatus }
        guard let allowed = state.withLock({ $0.running[token] }) else {
            fault("a call for a job that does not run: \(token)")
            return MORTISE_NO_SUCH_JOB
        }
        if case .buffer = request {
        } else if allowed & (1 << capability) == 0 {
            return MORTISE_NOT_PERMITTED
        }
        let address = UInt(bitPattern: context)
        state.withLock { state in
            let number = state.calls.count
            state.calls.append(
                HostCall(number: number, token: token, request: request, callback: callback, context: address)
            )
        }
        return MORTISE_OK
    }

    func copied(
        _ request: mortise_complete_request,
        wantsPieces: Bool,
        of token: UInt64
    ) -> HostCall.Completion {
        checkSize(request.struct_size, mortise_complete_request.self)
        checkStride(request.part_stride, mortise_complete_part.self)
        if request.reserved != 0 { fault("a reserved field is not 0") }
        let parts = UnsafeBufferPointer(start: request.parts, count: Int(request.part_count)).map { part in
            HostCall.Part(
                role: part.role,
                kind: part.kind,
                label: part.label.copy ?? "?",
                text: part.text.copy ?? "?",
                attachment: part.attachment,
                mediaType: part.media_type.copy ?? "?"
            )
        }
        for part in parts where (part.kind == MORTISE_PART_ATTACHMENT) != (part.attachment != 0) {
            fault("a part of kind \(part.kind) with buffer \(part.attachment)")
        }
        for part in parts where part.attachment != 0 {
            _ = content(mortise_text(), part.attachment, 0, of: token)
        }
        return HostCall.Completion(
            parts: parts,
            model: request.model.copy ?? "?",
            temperature: request.temperature_milli,
            tokens: request.maximum_output_tokens,
            words: request.target_words,
            schema: request.answer_schema.copy ?? "?",
            wantsPieces: wantsPieces
        )
    }

    /// The one answer of a call; a second would be the test's mistake.
    private func spend(_ call: HostCall) {
        let isFirst = state.withLock { $0.answered.insert(call.number).inserted }
        if !isFirst { Issue.record("the test answers call \(call.number) twice") }
    }

    /// Answers any call with a failure of this class.
    func fail(_ call: HostCall, _ outcome: UInt32, code: String = "busy", message: String = "busy", wait: UInt64 = 0) {
        spend(call)
        lending([code, message]) { texts in
            var end = mortise_end()
            end.outcome = outcome
            end.code = texts[0]
            end.message = texts[1]
            end.retry_after_ms = wait
            deliver(call, end)
        }
    }

    private func deliver(_ call: HostCall, _ end: mortise_end) {
        switch call.callback {
        case .complete(let callback, _): send(call, callback, mortise_complete_answer()) { $0.end = end }
        case .embed(let callback): send(call, callback, mortise_embed_answer()) { $0.end = end }
        case .buffer(let callback): send(call, callback, mortise_buffer_answer()) { $0.end = end }
        case .fetch(let callback): send(call, callback, mortise_fetch_answer()) { $0.end = end }
        case .store(let callback): send(call, callback, mortise_store_answer()) { $0.end = end }
        case .cache(let callback): send(call, callback, mortise_cache_answer()) { $0.end = end }
        case .map(let callback): send(call, callback, mortise_map_answer()) { $0.end = end }
        }
    }

    /// Every answer begins with its size.
    func send<Answer>(
        _ call: HostCall,
        _ callback: (UnsafeMutableRawPointer?, UnsafePointer<Answer>?) -> Void,
        _ answer: Answer,
        _ fill: (inout Answer) -> Void
    ) {
        var answer = answer
        withUnsafeMutableBytes(of: &answer) {
            $0.storeBytes(of: UInt32(MemoryLayout<Answer>.size), as: UInt32.self)
        }
        fill(&answer)
        callback(call.pointer, &answer)
    }

    /// A model's answer; pieces come before it.
    func answer(_ call: HostCall, text: String, model: String = "model", number: UInt64 = 1, pieces: [String] = []) {
        guard case .complete(let callback, let delta) = call.callback else { return }
        spend(call)
        for piece in pieces { lending([piece]) { delta?(call.pointer, $0[0]) } }
        lending([text, model]) { texts in
            send(call, callback, mortise_complete_answer()) {
                $0.text = texts[0]
                $0.model = texts[1]
                $0.input_tokens = .max
                $0.number = number
            }
        }
    }

    func answer(_ call: HostCall, vectors: [Float], dimension: UInt32) {
        guard case .embed(let callback) = call.callback else { return }
        spend(call)
        vectors.withUnsafeBufferPointer { vectors in
            send(call, callback, mortise_embed_answer()) {
                $0.dimension = dimension
                $0.values = vectors.baseAddress
                $0.value_count = UInt64(vectors.count)
            }
        }
    }

    /// A buffer of zeros, of the size that was asked for.
    func answerBuffer(_ call: HostCall) throws {
        guard case .buffer(let callback) = call.callback, case .buffer(let size) = call.request else { return }
        spend(call)
        let zeros = [UInt8](repeating: 0, count: Int(size))
        let buffer = try makeFile(for: call.token, bytes: zeros, isWritable: true)
        send(call, callback, mortise_buffer_answer()) { $0.buffer = buffer }
    }

    func answer(_ call: HostCall, fetched bytes: [UInt8], type: String) throws {
        guard case .fetch(let callback) = call.callback, case .fetch(let url, _, _, _) = call.request else { return }
        spend(call)
        let buffer = try makeFile(for: call.token, bytes: bytes, isWritable: false)
        lending([type, url]) { texts in
            send(call, callback, mortise_fetch_answer()) {
                $0.http_status = 200
                $0.buffer = buffer
                $0.media_type = texts[0]
                $0.url = texts[1]
            }
        }
    }

    func answerStored(_ call: HostCall) {
        guard case .store(let callback) = call.callback, case .store(let key, _, let content) = call.request else {
            return
        }
        spend(call)
        lending([key, "abc"]) { texts in
            send(call, callback, mortise_store_answer()) {
                $0.key = texts[0]
                $0.size = UInt64(content.bytes.count)
                $0.sha256 = texts[1]
            }
        }
    }

    /// Nil: not found, or not kept.
    func answer(_ call: HostCall, cached: HostCall.Content?) throws {
        guard case .cache(let callback) = call.callback else { return }
        spend(call)
        let buffer = try cached.flatMap {
            $0.isBuffer ? try makeFile(for: call.token, bytes: $0.bytes, isWritable: false) : nil
        }
        lending(bytes: [cached?.isBuffer == false ? cached?.bytes ?? [] : []]) { texts in
            send(call, callback, mortise_cache_answer()) {
                $0.is_found = cached == nil ? 0 : 1
                $0.text = texts[0]
                if let buffer { $0.buffer = buffer }
            }
        }
    }

    /// Results of parts: JSON, or an error of this class.
    func answer(_ call: HostCall, parts: [Result<String, PartFailure>]) {
        guard case .map(let callback) = call.callback else { return }
        spend(call)
        let words = parts.map { part in
            switch part {
            case .success(let json): json
            case .failure(let failure): failure.code
            }
        }
        lending(words) { texts in
            let results = parts.enumerated().map { index, part in
                var result = mortise_map_result()
                switch part {
                case .success: result.result = texts[index]
                case .failure(let failure):
                    result.end.outcome = failure.outcome
                    result.end.code = texts[index]
                    result.end.message = texts[index]
                }
                return result
            }
            results.withUnsafeBufferPointer { results in
                send(call, callback, mortise_map_answer()) {
                    $0.result_count = UInt32(results.count)
                    $0.results = results.baseAddress
                    $0.result_stride = UInt64(MemoryLayout<mortise_map_result>.stride)
                }
            }
        }
    }

    struct PartFailure: Error {
        var outcome: UInt32
        var code: String
    }
}
