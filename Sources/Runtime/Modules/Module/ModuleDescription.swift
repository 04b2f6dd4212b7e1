// SPDX-License-Identifier: Apache-2.0
public import ModuleProtocol

/// What a running module is, for whoever asks.
public struct ModuleDescription: Sendable, Hashable {
    public let name: String
    public let version: String
    /// SHA-256 of its file, hexadecimal.
    public let hash: String
    public let generation: Int64
    /// The ABI spoken, such as `0.9`.
    public let abi: String
    /// The sandbox tier that its process reached; see `docs/sandbox.md`. 0 when it runs inline.
    public let tier: Int
    public let sandboxNotes: [String]
    /// The task types it registered.
    public let tasks: [ModuleHello.TaskType]
    /// Their names.
    public var taskTypes: [String] { tasks.map(\.name) }
    /// What its file says; nil when that was not read.
    public let manifest: ModuleManifest?
    /// It runs in the host itself.
    public let isInline: Bool
    /// How its processes come to be, and how many jobs share at most.
    public let start: PoolOptions.Start
    public let replicas: Int

    init(_ hello: ModuleHello, seal: (tier: Int, notes: [String]), setup: ProcessSetup, options: PoolOptions) {
        name = hello.name
        version = hello.version
        hash = setup.image.hash
        generation = setup.generation
        abi = ModuleManifest.text(hello.abi)
        tier = seal.tier
        sandboxNotes = seal.notes
        tasks = hello.taskTypes
        manifest = setup.manifest
        isInline = options.isInline
        start = options.start
        replicas = options.isInline ? 1 : options.replicas
    }
}
