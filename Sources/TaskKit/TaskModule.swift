// SPDX-License-Identifier: Apache-2.0
public import TaskABI

/// A module: its name, its version and what it can do. A module's file has one of these and one exported
/// function that enters it:
///
/// ```swift
/// @c(mortise_module_entry)
/// public func entry(_ host: UnsafePointer<mortise_host>?, _ module: UnsafeMutablePointer<mortise_module>?) -> Int32 {
///     TaskModule(name: "shout", version: "1.0.0", tasks: [Shout()]).enter(host, module)
/// }
/// ```
public struct TaskModule: Sendable {
    let name: String
    let version: String
    let tasks: [any TaskDefinition]

    /// - Parameter tasks: 1 to 32, each an `AITask` or a `BlockingTask`, each with a name of its own.
    public init(name: String, version: String, tasks: [any TaskDefinition]) {
        self.name = name
        self.version = version
        self.tasks = tasks
    }

    /// The entry of the ABI: checks that host and module can talk, and fills `module`. [main-thread]
    public func enter(
        _ host: UnsafePointer<mortise_host>?,
        _ module: UnsafeMutablePointer<mortise_module>?
    ) -> mortise_status {
        guard let host, let module, host.pointee.magic == MORTISE_MAGIC,
            host.pointee.struct_size >= UInt32(MemoryLayout<mortise_host>.size),
            module.pointee.struct_size >= UInt32(MemoryLayout<mortise_module>.size)
        else { return MORTISE_REFUSED }
        guard
            (host.pointee.abi_minimum...max(host.pointee.abi_minimum, host.pointee.abi_maximum))
                .contains(MORTISE_ABI_VERSION)
        else {
            module.pointee.refusal = permanentText(
                "\(name) \(version) speaks TaskABI \(describeABI(MORTISE_ABI_VERSION)); this host speaks "
                    + "\(describeABI(host.pointee.abi_minimum)) to \(describeABI(host.pointee.abi_maximum))"
            )
            return MORTISE_REFUSED
        }
        guard let services = HostCalls(host) else {
            module.pointee.refusal = permanentText(
                "\(name) \(version) needs \(MORTISE_JOB_SERVICE), which this host lacks"
            )
            return MORTISE_REFUSED
        }
        // Here and not in `init`, which has no way to say a sentence.
        let entered: EnteredModule
        do {
            entered = try EnteredModule(module: self, calls: services)
        } catch {
            module.pointee.refusal = permanentText("\(name) \(version): \(error)")
            return MORTISE_REFUSED
        }
        module.pointee.abi = MORTISE_ABI_VERSION
        module.pointee.name = permanentText(name)
        module.pointee.version = permanentText(version)
        module.pointee.module_context = Unmanaged.passRetained(entered).toOpaque()
        module.pointee.`init` = initializeModule
        return MORTISE_OK
    }
}
