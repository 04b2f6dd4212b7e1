// SPDX-License-Identifier: Apache-2.0
import Glibc
import Locks
public import ModuleProtocol
import TaskABI

/// One module: loaded, negotiated with, registered, and then told what the host says. It knows nothing of where the
/// host is: `HostConnection` carries its words, whoever receives for it calls `handle`.
///
/// Threads: `load` and `handle` are called by one thread at a time, never from inside each other. That thread is the
/// ABI's [main-thread] during `load` and its [host-thread] after; it must not be one of Swift's own pool, for a module
/// may be slow. Blocking tasks get threads of their own here.
///
/// Nothing is ever unloaded. The module keeps pointers into this object's services, which therefore live as long as
/// the process: make one of these for each file, and no second one for the same file.
public final class HostedModule: Sendable {
    private struct Loaded: Sendable {
        var hello = ModuleHello(name: "", version: "", abi: 0, taskTypes: [])
        var types: [RegisteredTask] = []
    }

    private let link: any HostConnection
    private let services: HostServices
    private let loaded = Lock(Loaded())

    public init(link: any HostConnection) {
        self.link = link
        services = HostServices(link: link)
    }

    /// What the module said of itself; without task types before it is loaded.
    public var hello: ModuleHello { loaded.withLock { $0.hello } }

    /// Maps the file that is open under this number, shakes hands, registers and checks. Closes the descriptor. For a
    /// process with one module: the loader takes a number it has seen for the file it had then.
    public func load(descriptor: Int32) throws(LoadError) {
        let entry = Result { () throws(LoadError) in try ModuleFile.entry(path: "/proc/self/fd/\(descriptor)") }
        // Before the module is asked anything.
        close(descriptor)
        try load(try entry.get())
    }

    /// As above for a path, whose file must never be written again: the loader takes a path it has seen for the file
    /// it had then.
    public func load(path: String) throws(LoadError) { try load(try ModuleFile.entry(path: path)) }

    private func load(_ entry: mortise_module_entry_function) throws(LoadError) {
        var module = mortise_module()
        module.struct_size = structSize(mortise_module.self)
        let status = entry(ServiceTables.makeHost(services), &module)
        guard status == MORTISE_OK else { throw LoadError(refusal: module, status: status) }
        guard module.abi == MORTISE_ABI_VERSION else {
            throw LoadError(
                "the module speaks TaskABI \(describeABI(module.abi)); this host speaks \(describeABI(MORTISE_ABI_VERSION))"
            )
        }
        guard let name = module.name.string(limit: FrameLimits.word), !name.isEmpty,
            let version = module.version.string(limit: FrameLimits.word), !version.isEmpty,
            let initialize = module.`init`
        else { throw LoadError("the module's entry gave no name, no version or no init function") }

        let registration = Registration()
        let registered = registration.collect { initialize(module.module_context, $0) }
        guard registered == MORTISE_OK else {
            throw registration.problem.map { LoadError($0) } ?? LoadError(refusal: module, status: registered)
        }
        if let problem = registration.problem { throw LoadError(problem) }
        let types = registration.types
        guard !types.isEmpty else { throw LoadError("the module registered no task type") }
        try ModuleCheck.run(module)

        services.taskTypes = Set(types.map(\.described.name))
        let hello = ModuleHello(name: name, version: version, abi: module.abi, taskTypes: types.map(\.described))
        loaded.withLock { $0 = Loaded(hello: hello, types: types) }
    }

    /// Does what the host says, and returns when the module has taken it up.
    /// - Parameter descriptors: those that came with the message; this object closes them, whatever happens.
    /// - Throws: when the host breaks the protocol.
    public func handle(_ message: HostMessage, descriptors: [Int32] = []) throws(FrameError) {
        switch message {
        case .start(let job): return try start(job, descriptors)
        case .answer(let call, let reply): return services.answer(call, reply, descriptors)
        case .cancel(let token):
            if let index = services.jobs.cancel(token) { type(index)?.cancel(token) }
        case .delta(let call, let piece): services.piece(call, piece)
        case .fork:
            closeAll(descriptors)
            throw FrameError("the host asked a process to fork that is no template")
        }
        closeAll(descriptors)
    }

    private func type(_ index: Int) -> RegisteredTask? {
        loaded.withLock { $0.types.indices.contains(index) ? $0.types[index] : nil }
    }

    private func start(_ job: JobStart, _ descriptors: [Int32]) throws(FrameError) {
        let (name, found) = loaded.withLock { loaded in
            let index = loaded.types.firstIndex { $0.described.name == job.taskType }
            return (loaded.hello.name, index.map { ($0, loaded.types[$0]) })
        }
        guard job.token != 0 else {
            closeAll(descriptors)
            throw FrameError("the host gave a job the token 0")
        }
        let index = found?.0 ?? -1
        let entry = JobTable.Entry(
            taskType: index,
            capabilities: found?.1.described.capabilities ?? 0,
            isPart: job.partCount > 0,
            deadline: deadline(job.deadline)
        )
        guard services.jobs.begin(job.token, entry) else {
            closeAll(descriptors)
            throw FrameError("the host used a job token twice")
        }
        guard let task = found?.1 else {
            closeAll(descriptors)
            return services.end(
                job.token,
                .permanent("no_such_task", "module \(name) has no task type \(job.taskType)")
            )
        }
        var buffer: mortise_buffer?
        if let wire = job.buffer {
            switch services.take(wire, descriptors, for: job.token) {
            case .success(let descriptor): buffer = mortise_buffer(wire, descriptor: descriptor)
            case .failure(let error): return services.end(job.token, error)
            }
        } else {
            closeAll(descriptors)
        }
        if task.described.isBlocking {
            BlockingStart(task: task, job: job, buffer: buffer, module: name, services: services).begin()
        } else {
            let status = task.start(job, buffer)
            // The module may have finished the job from inside `start`, whatever it returned.
            if status != MORTISE_OK { services.end(job.token, .notStarted(name, status)) }
        }
    }

    /// Nanoseconds of the monotonic clock; nil without limit, which anything beyond 100 years is.
    private func deadline(_ milliseconds: UInt64) -> UInt64? {
        guard milliseconds > 0, milliseconds < 3_000_000_000_000 else { return nil }
        return monotonicNanoseconds() + milliseconds * 1_000_000
    }
}

extension WireError {
    static func permanent(_ code: String, _ message: String) -> WireError {
        WireError(
            outcome: UInt8(MORTISE_PERMANENT),
            code: code,
            message: message.bounded(to: FrameLimits.sentence)
        )
    }

    static func notStarted(_ module: String, _ status: mortise_status) -> WireError {
        .permanent("not_started", "module \(module) did not begin the job (status \(status))")
    }
}

/// `0.9` for 0x00000009.
private func describeABI(_ version: UInt32) -> String { "\(version >> 16).\(version & 0xFFFF)" }
