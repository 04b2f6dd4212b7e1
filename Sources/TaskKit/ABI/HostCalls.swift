// SPDX-License-Identifier: Apache-2.0
import TaskABI

/// The host's services as vtables.
///
/// `@unchecked Sendable` is safe because it holds pointers to vtables that the host writes once before the
/// module sees them and keeps for the life of the process, and every function in them is tagged [any-thread].
struct HostCalls: @unchecked Sendable {
    let job: UnsafePointer<mortise_job_service>
    let logging: UnsafePointer<mortise_log_service>?
    let buffers: UnsafePointer<mortise_buffer_service>?
    let completion: UnsafePointer<mortise_complete_service>?
    let embedding: UnsafePointer<mortise_embed_service>?
    let fetching: UnsafePointer<mortise_fetch_service>?
    let storing: UnsafePointer<mortise_store_service>?
    let caching: UnsafePointer<mortise_cache_service>?
    let mapping: UnsafePointer<mortise_map_service>?

    /// Nil when the host has no job service: then no job could ever end.
    init?(_ host: UnsafePointer<mortise_host>) {
        guard let find = host.pointee.find_service else { return nil }
        func service<Table>(_ id: String, _ type: Table.Type) -> UnsafePointer<Table>? {
            guard let found = withText(id, { find(host.pointee.host_context, $0) }),
                // A table that is shorter than that of 0.9 lacks functions that are called here.
                found.load(as: UInt32.self) >= UInt32(MemoryLayout<Table>.size)
            else { return nil }
            return found.assumingMemoryBound(to: type)
        }
        guard let job = service(MORTISE_JOB_SERVICE, mortise_job_service.self), job.pointee.finish != nil else {
            return nil
        }
        self.job = job
        logging = service(MORTISE_LOG_SERVICE, mortise_log_service.self)
        buffers = service(MORTISE_BUFFER_SERVICE, mortise_buffer_service.self)
        completion = service(MORTISE_COMPLETE_SERVICE, mortise_complete_service.self)
        embedding = service(MORTISE_EMBED_SERVICE, mortise_embed_service.self)
        fetching = service(MORTISE_FETCH_SERVICE, mortise_fetch_service.self)
        storing = service(MORTISE_STORE_SERVICE, mortise_store_service.self)
        caching = service(MORTISE_CACHE_SERVICE, mortise_cache_service.self)
        mapping = service(MORTISE_MAP_SERVICE, mortise_map_service.self)
    }

    /// The terminal call of a job.
    func finish(_ token: UInt64, _ result: Result<[UInt8], TaskError>) {
        var outcome = mortise_outcome()
        outcome.struct_size = UInt32(MemoryLayout<mortise_outcome>.size)
        switch result {
        case .success(let bytes):
            withText(bytes) {
                outcome.end.outcome = MORTISE_SUCCEEDED
                outcome.result = $0
                // A result over the host's limit is refused without ending the job.
                if job.pointee.finish(job.pointee.host_context, token, &outcome) == MORTISE_INVALID {
                    let message = "the host refused the result of \(bytes.count) bytes; at most 16 MiB are allowed"
                    finish(token, .failure(TaskError(.permanent, code: "result_refused", message: message)))
                }
            }
        case .failure(let error):
            outcome.end.outcome = error.class.rawValue
            outcome.end.retry_after_ms = milliseconds(error.retryAfter.map { .seconds(max(0, min($0, 1e9))) })
            withText(error.code.isEmpty ? "task_failed" : bounded(error.code, to: 64)) { code in
                withText(bounded(error.message, to: 2000)) { message in
                    outcome.end.code = code
                    outcome.end.message = message
                    _ = job.pointee.finish(job.pointee.host_context, token, &outcome)
                }
            }
        }
    }
}

/// 0 for nil; at least 1 for any time, since 0 means that none is given.
func milliseconds(_ duration: Duration?) -> UInt64 {
    guard let duration else { return 0 }
    let (seconds, attoseconds) = duration.components
    guard seconds >= 0, attoseconds >= 0 else { return 1 }
    let (whole, overflow) = UInt64(seconds).multipliedReportingOverflow(by: 1000)
    guard !overflow, whole < UInt64(Int64.max) else { return UInt64(Int64.max) }
    return max(1, whole + UInt64(attoseconds / 1_000_000_000_000_000))
}
