// SPDX-License-Identifier: Apache-2.0
import TaskABI

/// The vtables of all services, and the host as the module's entry sees it. Made once, never freed: a module keeps
/// pointers to them. Written before the module sees them, only read after.
enum ServiceTables {
    /// - Returns: what the module's entry gets. It lives as long as the process, and `services` with it.
    static func makeHost(_ services: HostServices) -> UnsafePointer<mortise_host> {
        let context = Unmanaged.passRetained(services).toOpaque()
        let tables = Unmanaged.passRetained(Tables(makeAll(context))).toOpaque()
        let host = permanent(mortise_host())
        host.pointee.struct_size = UInt32(MemoryLayout<mortise_host>.size)
        host.pointee.magic = MORTISE_MAGIC
        host.pointee.abi_minimum = MORTISE_ABI_VERSION
        host.pointee.abi_maximum = MORTISE_ABI_VERSION
        host.pointee.name = permanentText("mortise")
        host.pointee.host_context = tables
        host.pointee.find_service = findService
        return UnsafePointer(host)
    }

    private static func makeAll(_ context: UnsafeMutableRawPointer) -> [String: UnsafeRawPointer] {
        [
            MORTISE_JOB_SERVICE: table(mortise_job_service()) {
                $0.host_context = context
                $0.finish = finishJob
                $0.is_cancelled = isJobCancelled
                $0.report_progress = reportProgress
                $0.append_partial = appendPartial
            },
            MORTISE_LOG_SERVICE: table(mortise_log_service()) {
                $0.host_context = context
                $0.log = logLine
            },
            MORTISE_BUFFER_SERVICE: table(mortise_buffer_service()) {
                $0.host_context = context
                $0.create = createBuffer
                $0.release = releaseBuffer
            },
            MORTISE_COMPLETE_SERVICE: table(mortise_complete_service()) {
                $0.host_context = context
                $0.complete = completeCall
                $0.reject = rejectAnswer
            },
            MORTISE_EMBED_SERVICE: table(mortise_embed_service()) {
                $0.host_context = context
                $0.embed = embedTexts
            },
            MORTISE_FETCH_SERVICE: table(mortise_fetch_service()) {
                $0.host_context = context
                $0.fetch = fetchURL
            },
            MORTISE_STORE_SERVICE: table(mortise_store_service()) {
                $0.host_context = context
                $0.put = putArtifact
            },
            MORTISE_CACHE_SERVICE: table(mortise_cache_service()) {
                $0.host_context = context
                $0.get = getCached
                $0.put = putCached
            },
            MORTISE_MAP_SERVICE: table(mortise_map_service()) {
                $0.host_context = context
                $0.map = mapParts
            },
        ]
    }

    /// A vtable with its size, which stands first in every struct of the ABI.
    private static func table<Table>(_ empty: Table, _ fill: (inout Table) -> Void) -> UnsafeRawPointer {
        let table = permanent(empty)
        fill(&table.pointee)
        UnsafeMutableRawPointer(table).storeBytes(of: UInt32(MemoryLayout<Table>.size), as: UInt32.self)
        return UnsafeRawPointer(table)
    }

    private static func permanent<Value>(_ value: Value) -> UnsafeMutablePointer<Value> {
        let memory = UnsafeMutablePointer<Value>.allocate(capacity: 1)
        memory.initialize(to: value)
        return memory
    }
}

/// The vtables by id, behind one C context.
private final class Tables {
    let byID: [String: UnsafeRawPointer]
    init(_ byID: [String: UnsafeRawPointer]) { self.byID = byID }
}

/// `mortise_host.find_service`. [any-thread] The dictionary is never changed, so that no lock is needed.
private func findService(_ context: UnsafeMutableRawPointer?, _ id: mortise_text) -> UnsafeRawPointer? {
    guard let context, let id = id.string(limit: 128) else { return nil }
    return Unmanaged<Tables>.fromOpaque(context).takeUnretainedValue().byID[id]
}
