// SPDX-License-Identifier: Apache-2.0
import Glibc
import Locks
import ModuleProtocol
import TaskHosting
import Threads

/// One module that was loaded into the host: loaded once and for ever, driven on a thread of its own, which is the ABI's
/// [main-thread] while it loads and its [host-thread] after.
final class InlineEngine: HostConnection {
    private typealias Item = (message: HostMessage, descriptors: [Descriptor])

    /// What was loaded so far, by hash. An entry runs once in a process, so that a second pool of the same file gets the
    /// same module.
    private static let loaded = Lock<[String: InlineEngine]>([:])

    private struct State {
        /// A pool has it, though it may not listen yet.
        var isTaken = false
        var listener: (@Sendable (ModuleEvent) -> Void)?
        /// What the module said when it was loaded: `ready` or `refused`.
        var word: ModuleMessage?
    }

    private let inbox = Mailbox<Item>()
    private let state = Lock(State())

    private init() {}

    /// Begins to listen; loads the module if it has not been.
    /// - Throws: when somebody listens to it already, or there is no thread to be had.
    static func attach(
        _ image: ModuleImage,
        _ handle: @escaping @Sendable (ModuleEvent) -> Void
    ) throws(ModuleError) -> InlineEngine {
        let (engine, isNew) = loaded.withLock { loaded in
            if let engine = loaded[image.hash] { return (engine, false) }
            let engine = InlineEngine()
            loaded[image.hash] = engine
            return (engine, true)
        }
        let isFree = engine.state.withLock { state in
            defer { state.isTaken = true }
            return !state.isTaken
        }
        guard isFree else { throw ModuleError("\(image.origin) runs inline in this host already") }
        handle(.message(.sealed(tier: 0, notes: [InlineModule.note])))
        // In one step, so that the module's word is heard once.
        let word = engine.state.withLock { state in
            state.listener = handle
            return state.word
        }
        if let word { handle(.message(word)) }
        guard isNew else { return engine }
        do throws(ThreadError) {
            try DedicatedThread.start("mortise-inline", stackBytes: 8 << 20) { engine.run(image) }
        } catch {
            loaded.withLock { $0[image.hash] = nil }
            throw ModuleError("\(image.origin) cannot run inline: \(error)")
        }
        return engine
    }

    /// Nobody listens any more.
    func detach(_ fault: String?) {
        let listener = state.withLock { state in
            state.isTaken = false
            return state.listener.take()
        }
        listener?(.ended(.leftInline, output: "", fault: fault))
    }

    func put(_ message: HostMessage, _ descriptors: [Descriptor]) { _ = inbox.put((message, descriptors)) }

    /// The module's words, from any of its threads.
    func send(_ message: ModuleMessage) { state.withLock { $0.listener }?(.message(message)) }

    private func run(_ image: ModuleImage) {
        let module = HostedModule(link: self)
        do {
            try module.load(path: image.path)
            say(.ready(module.hello))
        } catch {
            return say(.refused(reason: "\(error)".bounded(to: 500)))
        }
        while let waiting = inbox.takeAll() {
            for item in waiting {
                do {
                    // The module closes its copies when the job is over, whatever happens to ours.
                    let descriptors = try item.descriptors.map { try $0.handedOver() }
                    try module.handle(item.message, descriptors: descriptors)
                } catch {
                    send(.fault(line: "inline: \(error)".bounded(to: FrameLimits.sentence)))
                }
            }
        }
    }

    private func say(_ word: ModuleMessage) {
        let listener = state.withLock { state in
            state.word = word
            return state.listener
        }
        listener?(.message(word))
    }
}
