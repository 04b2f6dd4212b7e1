// SPDX-License-Identifier: Apache-2.0
import Locks
import TaskABI
import TaskKit
import Testing

/// A host as C sees one, made of vtables in memory: enters a module, starts its jobs, answers its calls, takes their
/// ends, and holds the module to the rules of the ABI. A breach of one fails the test.
///
/// `@unchecked Sendable` is safe because the pointers are written in `init` alone and what changes is behind a
/// lock. Nothing is freed: a module keeps what it was given for the life of the process.
final class TestHost: @unchecked Sendable {
    /// The end of a job, copied out of what the module lent.
    struct Ended: Sendable, Equatable {
        var token: UInt64
        var outcome: UInt32
        var result: String
        var code: String
        var message: String
        var retryAfter: UInt64
    }
    struct State {
        var running: [UInt64: UInt64] = [:]
        var cancelled: Set<UInt64> = []
        var ended: [Ended] = []
        var calls: [HostCall] = []
        var answered: Set<Int> = []
        var rejections: [String] = []
        var progress: [String] = []
        var partial = ""
        var lines: [String] = []
        var faults: [String] = []
        var types: [Registered] = []
        var files: [UInt64: MemoryFile] = [:]
        var buffersMade: UInt64 = 0
    }
    /// `@unchecked Sendable` is safe because what it points to lives, unchanged, as long as the process.
    struct Registered: @unchecked Sendable { let type: mortise_task_type }

    static let allServices: Set<String> = [
        MORTISE_JOB_SERVICE, MORTISE_LOG_SERVICE, MORTISE_BUFFER_SERVICE, MORTISE_COMPLETE_SERVICE,
        MORTISE_EMBED_SERVICE, MORTISE_FETCH_SERVICE, MORTISE_STORE_SERVICE, MORTISE_CACHE_SERVICE, MORTISE_MAP_SERVICE,
    ]
    let host = UnsafeMutablePointer<mortise_host>.allocate(capacity: 1)
    let services: Set<String>
    private let tables: [String: UInt]
    /// What calls that wait, and, for a success, `finish` return.
    let callStatus: mortise_status
    let successStatus: mortise_status
    let state = Lock(State())

    init(
        services: Set<String> = TestHost.allServices,
        callStatus: mortise_status = MORTISE_OK,
        successStatus: mortise_status = MORTISE_OK
    ) {
        self.services = services
        self.callStatus = callStatus
        self.successStatus = successStatus
        // A reference that is never given back, made before there is a self to point to.
        let context = UnsafeMutablePointer<UnsafeRawPointer?>.allocate(capacity: 1)
        context.initialize(to: nil)
        tables = Self.makeTables(context)
        host.initialize(to: mortise_host())
        host.pointee.struct_size = UInt32(MemoryLayout<mortise_host>.size)
        host.pointee.magic = MORTISE_MAGIC
        host.pointee.abi_minimum = MORTISE_ABI_VERSION
        host.pointee.abi_maximum = MORTISE_ABI_VERSION
        host.pointee.host_context = UnsafeMutableRawPointer(context)
        host.pointee.find_service = { context, id in
            guard let host = TestHost.of(context), let id = id.copy, host.services.contains(id) else { return nil }
            return host.tables[id].flatMap { UnsafeRawPointer(bitPattern: $0) }
        }
        context.pointee = UnsafeRawPointer(Unmanaged.passRetained(self).toOpaque())
    }

    static func of(_ context: UnsafeMutableRawPointer?) -> TestHost? {
        guard let found = context?.load(as: UnsafeRawPointer?.self) else { return nil }
        return Unmanaged<TestHost>.fromOpaque(found).takeUnretainedValue()
    }

    var ended: [Ended] { state.withLock { $0.ended } }
    var calls: [HostCall] { state.withLock { $0.calls } }
    var lines: [String] { state.withLock { $0.lines } }
    var rejections: [String] { state.withLock { $0.rejections } }
    var progress: [String] { state.withLock { $0.progress } }
    var partial: String { state.withLock { $0.partial } }
    /// Buffers that were not given back and whose job has not ended.
    var buffersOut: Int { state.withLock { $0.files.count } }
    /// What the module did against the rules. Each fails the test as it comes, unless `toleratesFaults`.
    var faults: [String] { state.withLock { $0.faults } }
    nonisolated(unsafe) var toleratesFaults = false

    func fault(_ sentence: String) {
        state.withLock { $0.faults.append(sentence) }
        if !toleratesFaults { Issue.record("against the ABI: \(sentence)") }
    }

    /// Enters the module and has it register its task types.
    func load(_ entry: mortise_module_entry_function? = nil) throws {
        let entry = try entry ?? BuiltModule.entry()
        try enter { entry($0, $1) }
    }

    /// As above, for a module of the test's own.
    func load(_ tasks: any TaskDefinition...) throws {
        let module = TaskModule(name: "test", version: "0.0.1", tasks: tasks)
        try enter { module.enter($0, $1) }
    }

    private func enter(_ enter: (UnsafePointer<mortise_host>, UnsafeMutablePointer<mortise_module>) -> Int32) throws {
        var entered = mortise_module()
        entered.struct_size = UInt32(MemoryLayout<mortise_module>.size)
        let status = enter(host, &entered)
        try #require(status == MORTISE_OK, "\(entered.refusal.copy ?? "")")
        var registry = mortise_registry()
        registry.struct_size = UInt32(MemoryLayout<mortise_registry>.size)
        registry.host_context = host.pointee.host_context
        registry.register_task = { context, type in
            guard let type, let host = TestHost.of(context) else { return MORTISE_INVALID }
            return host.register(type.pointee)
        }
        let initialize = try #require(entered.`init`)
        try #require(initialize(entered.module_context, &registry) == MORTISE_OK)
    }

    private func register(_ type: mortise_task_type) -> mortise_status {
        if type.struct_size != UInt32(MemoryLayout<mortise_task_type>.size) { fault("struct_size of a task type") }
        if type.start == nil || type.cancel == nil { fault("a task type without start or cancel") }
        let registered = Registered(type: type)
        state.withLock { $0.types.append(registered) }
        return MORTISE_OK
    }

    var types: [Registered] { state.withLock { $0.types } }
    /// The names of the task types that were registered.
    var taskNames: [String] { types.compactMap { $0.type.name.copy } }
    var capabilities: [UInt64] { types.map(\.type.capabilities) }
}
