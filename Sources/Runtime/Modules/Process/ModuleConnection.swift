// SPDX-License-Identifier: Apache-2.0
import ModuleProtocol

/// What joins the host to one running module: the socket of its process, or memory when it runs inline.
protocol ModuleConnection: Sendable {
    /// Its process; nil when it has none of its own.
    var pid: Int32? { get }

    /// Begins; call once.
    /// - Parameter handle: called event by event, from threads of the connection's own; must not block.
    func start(_ handle: @escaping @Sendable (ModuleEvent) -> Void) throws(ModuleError)

    /// In the order of the calls. From any thread; never blocks.
    /// - Parameter descriptors: as many as the message asks for; closed when they have been sent, or never can be.
    func send(_ message: HostMessage, _ descriptors: [Descriptor])

    /// Lets it end by itself.
    func hangUp()

    /// Ends it at once; the first reason stands.
    func end(because fault: String)
}

extension ModuleConnection {
    /// A message without descriptors.
    func send(_ message: HostMessage) { send(message, []) }
}

/// What a running module says or does.
enum ModuleEvent: Sendable {
    case message(ModuleMessage)
    /// It printed this.
    case output([UInt8])
    /// The last event: how it ended and the last of what it printed. `fault` says why the host ended it.
    case ended(ProcessEnd, output: String, fault: String?)
}
