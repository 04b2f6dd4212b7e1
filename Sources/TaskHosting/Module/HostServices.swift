// SPDX-License-Identifier: Apache-2.0
import Glibc
import ModuleProtocol
import TaskABI

/// The services that a module finds, as C sees them: one vtable each, with this object as `host_context`.
/// Lives as long as the process; modules may call from any thread, so all its state is behind locks.
final class HostServices: Sendable {
    let link: any HostConnection
    let jobs = JobTable()
    let calls = PendingCalls<CompletionWaiter>()

    init(link: any HostConnection) { self.link = link }

    /// What the module's entry gets. Never freed, and this object with it: a module keeps both.
    func makeHost() -> UnsafePointer<mortise_host> {
        let tables = ServiceTables(context: Unmanaged.passRetained(self).toOpaque())
        let host = UnsafeMutablePointer<mortise_host>.allocate(capacity: 1)
        host.initialize(to: mortise_host())
        host.pointee.struct_size = UInt32(MemoryLayout<mortise_host>.size)
        host.pointee.magic = MORTISE_MAGIC
        host.pointee.abi_minimum = MORTISE_ABI_VERSION
        host.pointee.abi_maximum = MORTISE_ABI_VERSION
        host.pointee.name = permanentText("mortise")
        host.pointee.host_context = Unmanaged.passRetained(tables).toOpaque()
        host.pointee.find_service = findService
        return UnsafePointer(host)
    }

    /// Hands an answer to whoever waits for it. [host-thread]
    func answer(_ call: UInt64, _ reply: ServiceReply) { calls.take(call)?.deliver(reply) }

    func fault(_ line: String) { link.send(.fault(line: line)) }
}

/// The vtables. Written once before the module sees them, only read after.
private final class ServiceTables {
    let job = UnsafeMutablePointer<mortise_job_service>.allocate(capacity: 1)
    let complete = UnsafeMutablePointer<mortise_complete_service>.allocate(capacity: 1)
    let log = UnsafeMutablePointer<mortise_log_service>.allocate(capacity: 1)

    init(context: UnsafeMutableRawPointer) {
        job.initialize(to: mortise_job_service())
        job.pointee.struct_size = UInt32(MemoryLayout<mortise_job_service>.size)
        job.pointee.host_context = context
        job.pointee.finish = finishJob
        job.pointee.is_cancelled = isJobCancelled
        complete.initialize(to: mortise_complete_service())
        complete.pointee.struct_size = UInt32(MemoryLayout<mortise_complete_service>.size)
        complete.pointee.host_context = context
        complete.pointee.complete = completeCall
        log.initialize(to: mortise_log_service())
        log.pointee.struct_size = UInt32(MemoryLayout<mortise_log_service>.size)
        log.pointee.host_context = context
        log.pointee.log = logLine
    }
}

/// [any-thread]
private func findService(_ context: UnsafeMutableRawPointer?, _ id: mortise_text) -> UnsafeRawPointer? {
    guard let context, let id = id.string(limit: 128) else { return nil }
    let tables = Unmanaged<ServiceTables>.fromOpaque(context).takeUnretainedValue()
    switch id {
    case MORTISE_JOB_SERVICE: return UnsafeRawPointer(tables.job)
    case MORTISE_COMPLETE_SERVICE: return UnsafeRawPointer(tables.complete)
    case MORTISE_LOG_SERVICE: return UnsafeRawPointer(tables.log)
    default: return nil
    }
}

/// Recovers the services from a C context; nil for NULL.
func hostServices(_ context: UnsafeMutableRawPointer?) -> HostServices? {
    context.map { Unmanaged<HostServices>.fromOpaque($0).takeUnretainedValue() }
}
