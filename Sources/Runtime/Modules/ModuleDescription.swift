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
    /// The sandbox tier that its process reached; see `docs/sandbox.md`.
    public let tier: Int
    public let sandboxNotes: [String]
    /// The task types it registered.
    public let tasks: [ModuleHello.TaskType]
    /// Their names.
    public var taskTypes: [String] { tasks.map(\.name) }

    init(_ hello: ModuleHello, seal: (tier: Int, notes: [String]), image: ModuleImage, generation: Int64) {
        name = hello.name
        version = hello.version
        hash = image.hash
        self.generation = generation
        abi = "\(hello.abi >> 16).\(hello.abi & 0xFFFF)"
        tier = seal.tier
        sandboxNotes = seal.notes
        tasks = hello.taskTypes
    }
}
