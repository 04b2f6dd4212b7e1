// SPDX-License-Identifier: Apache-2.0
import Locks
import TaskABI
import Testing

extension TestHost {
    func type(_ name: String?) throws -> mortise_task_type {
        try #require(types.first { name == nil || $0.type.name.copy == name }).type
    }

    /// Starts a job on the calling thread; with a blocking task it has ended when this returns.
    func start(
        _ token: UInt64,
        _ name: String? = nil,
        input: String,
        settings: String = "{}",
        part: (index: UInt32, count: UInt32)? = nil,
        buffer: [UInt8]? = nil
    ) throws -> mortise_status {
        try start(token, name, input: Array(input.utf8), settings: settings, part: part, buffer: buffer)
    }

    func start(
        _ token: UInt64,
        _ name: String? = nil,
        input: [UInt8],
        settings: String = "{}",
        id: [UInt8] = Array("job".utf8),
        part: (index: UInt32, count: UInt32)? = nil,
        buffer: [UInt8]? = nil
    ) throws -> mortise_status {
        let type = try type(name)
        let run = try #require(type.start)
        state.withLock { $0.running[token] = type.capabilities }
        let lent = try buffer.map { try makeFile(for: token, bytes: $0, isWritable: false) }
        let status = lending(bytes: [id, input, Array(settings.utf8)]) { texts in
            var job = mortise_job()
            job.struct_size = UInt32(MemoryLayout<mortise_job>.size)
            job.attempt = 1
            job.token = token
            job.deadline_ms = .max
            job.id = texts[0]
            job.input = texts[1]
            job.settings = texts[2]
            job.part_index = part?.index ?? 0
            job.part_count = part?.count ?? 0
            if let lent { job.buffer = lent }
            return run(type.task_context, &job)
        }
        if status != MORTISE_OK { endJob(token) }
        let isBlocking = type.execution == MORTISE_EXECUTION_BLOCKING
        if isBlocking, status == MORTISE_OK, state.withLock({ $0.running[token] != nil }) {
            fault("a blocking task returned from start without having finished its job")
        }
        return status
    }

    func cancel(_ token: UInt64, _ name: String? = nil) throws {
        let type = try type(name)
        let run = try #require(type.cancel)
        state.withLock { _ = $0.cancelled.insert(token) }
        run(type.task_context, token)
    }

    func finish(_ token: UInt64, _ outcome: mortise_outcome) -> mortise_status {
        if outcome.struct_size != UInt32(MemoryLayout<mortise_outcome>.size) { fault("struct_size of an outcome") }
        if outcome.end.outcome > MORTISE_POISON { fault("an unknown outcome class \(outcome.end.outcome)") }
        if outcome.end.reserved != 0 || outcome.reserved != 0 { fault("a reserved field is not 0") }
        let ended = Ended(
            token: token,
            outcome: outcome.end.outcome,
            result: outcome.result.copy ?? "?",
            code: outcome.end.code.copy ?? "?",
            message: outcome.end.message.copy ?? "?",
            retryAfter: outcome.end.retry_after_ms
        )
        let isSuccess = ended.outcome == MORTISE_SUCCEEDED
        if isSuccess != ended.code.isEmpty || isSuccess == ended.result.isEmpty { fault("an outcome says too much") }
        if ended.code.utf8.count > 64 || ended.message.utf8.count > 2000 { fault("an outcome's words are too long") }
        guard isRunning(token) else {
            fault("a job was finished that does not run: \(token)")
            return MORTISE_NO_SUCH_JOB
        }
        let status = isSuccess ? successStatus : MORTISE_OK
        state.withLock { $0.ended.append(ended) }
        if status == MORTISE_OK { endJob(token) }
        return status
    }

    func isRunning(_ token: UInt64) -> Bool { state.withLock { $0.running[token] != nil } }

    private func endJob(_ token: UInt64) {
        state.withLock { state in
            state.running[token] = nil
            // Closes their descriptors, as a host does when a job has ended.
            state.files = state.files.filter { $0.value.job != token }
        }
    }
}
