// SPDX-License-Identifier: Apache-2.0
import Glibc
public import ModuleProtocol
import TaskABI

/// The one module of this process: loaded, negotiated with, registered, and then told what the host says.
/// Used on the main thread alone, which is the ABI's [main-thread] during `load` and its [host-thread] after.
public final class HostedModule {
    private let link: any HostConnection
    private let services: HostServices
    private var name = ""
    private var version = ""
    private var abi: UInt32 = 0
    private var types: [RegisteredTask] = []

    public init(link: any HostConnection) {
        self.link = link
        services = HostServices(link: link)
    }

    /// Maps the module's file and shakes hands. The first instructions of the module run in here.
    public func load(descriptor: Int32) throws(LoadError) {
        defer { close(descriptor) }
        try load(path: "/proc/self/fd/\(descriptor)")
    }

    /// As above for a path, whose file must never be written again: the loader takes a path it has seen for the file
    /// it had then.
    public func load(path: String) throws(LoadError) {
        let entry = try ModuleFile.entry(path: path)
        let host = services.makeHost()
        var module = mortise_module()
        module.struct_size = UInt32(MemoryLayout<mortise_module>.size)
        let status = entry(host, &module)
        guard status == MORTISE_OK else { throw LoadError(refusal: module, status: status) }
        guard module.abi == MORTISE_ABI_VERSION else {
            throw LoadError(
                "the module speaks TaskABI \(describeABI(module.abi)); this host speaks \(describeABI(MORTISE_ABI_VERSION))"
            )
        }
        guard let name = module.name.string(limit: FrameLimits.word), !name.isEmpty,
            let version = module.version.string(limit: FrameLimits.word), let initialize = module.`init`
        else { throw LoadError("the module's entry gave no name, no version or no init function") }

        let registration = Registration()
        let registered = registration.collect { initialize(module.module_context, $0) }
        guard registered == MORTISE_OK else { throw LoadError(refusal: module, status: registered) }
        if let problem = registration.problem { throw LoadError(problem) }
        guard !registration.types.isEmpty else { throw LoadError("the module registered no task type") }
        self.name = name
        self.version = version
        self.abi = module.abi
        self.types = registration.types
    }

    public var hello: ModuleHello {
        ModuleHello(name: name, version: version, abi: abi, taskTypes: types.map(\.described))
    }

    /// Does what the host says. Throws when the host breaks the protocol.
    /// - Parameter descriptors: those that came with the message; closed here.
    public func handle(_ message: HostMessage, descriptors: [Int32] = []) throws(FrameError) {
        defer { for descriptor in descriptors { close(descriptor) } }
        switch message {
        case .start(let job): try start(job)
        case .cancel(let token):
            if let index = services.jobs.cancel(token) { types[index].cancel(token) }
        case .answer(let call, let reply): services.answer(call, reply)
        case .delta, .fork: break
        }
    }

    private func start(_ job: JobStart) throws(FrameError) {
        guard let index = types.firstIndex(where: { $0.described.name == job.taskType }) else {
            link.send(
                .finished(
                    token: job.token,
                    .failed(
                        WireError(
                            outcome: UInt8(MORTISE_PERMANENT),
                            code: "no_such_task",
                            message: "module \(name) has no task type \(job.taskType)"
                        )
                    )
                )
            )
            return
        }
        let type = types[index]
        guard services.jobs.begin(job.token, taskType: index, capabilities: type.described.capabilities) else {
            throw FrameError("the host used a job token twice")
        }
        let status = type.start(job)
        // The module may have finished the job from inside `start`, whatever it returned.
        guard status != MORTISE_OK, services.jobs.end(job.token) else { return }
        link.send(
            .finished(
                token: job.token,
                .failed(
                    WireError(
                        outcome: UInt8(MORTISE_PERMANENT),
                        code: "not_started",
                        message: "module \(name) did not begin the job (status \(status))"
                    )
                )
            )
        )
    }
}

/// `0.9` for 0x00000009.
func describeABI(_ version: UInt32) -> String { "\(version >> 16).\(version & 0xFFFF)" }

/// Why a module's file did not become a running module.
public struct LoadError: Error, CustomStringConvertible {
    public let description: String
    init(_ description: String) { self.description = description }

    /// The module's own sentence, or the status it returned without one.
    init(refusal module: mortise_module, status: mortise_status) {
        let sentence = module.refusal.mended(limit: 500)
        description =
            sentence.isEmpty ? "the module refused to start (status \(status)) and gave no reason" : sentence
    }
}
