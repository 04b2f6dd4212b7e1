// SPDX-License-Identifier: Apache-2.0
import Locks
import ModuleProtocol

/// A module that runs in the host itself, without a process and without a sandbox: its crash is the host's. Messages
/// are the same as with a process and stay in memory.
final class InlineModule: ModuleConnection {
    /// What it says of its confinement.
    static let note = "inline: trusted, not sandboxed"

    private let image: ModuleImage
    private let state = Lock<(engine: InlineEngine?, hasEnded: Bool)>((nil, false))

    init(_ image: ModuleImage) { self.image = image }

    var pid: Int32? { nil }

    func start(_ handle: @escaping @Sendable (ModuleEvent) -> Void) throws(ModuleError) {
        let engine = try InlineEngine.attach(image, handle)
        state.withLock { $0.engine = engine }
    }

    func send(_ message: HostMessage, _ descriptors: [Descriptor]) {
        state.withLock { $0.hasEnded ? nil : $0.engine }?.put(message, descriptors)
    }

    func hangUp() { leave(nil) }

    func end(because fault: String) { leave(fault) }

    /// Nothing is unloaded: the module stays, and nobody listens to it.
    private func leave(_ fault: String?) {
        let engine = state.withLock { state in
            defer { state = (nil, true) }
            return state.engine
        }
        engine?.detach(fault)
    }
}
