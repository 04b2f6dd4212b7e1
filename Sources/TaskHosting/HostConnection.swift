// SPDX-License-Identifier: Apache-2.0
public import ModuleProtocol

/// Where a hosted module's words go: the socket of its process, or straight to the host when it runs inline.
public protocol HostConnection: Sendable {
    /// From any thread, also from inside `HostedModule.handle`. May block until the host reads, never for an answer,
    /// and must not call `handle` itself: the ABI's [host-thread] calls are not nested.
    func send(_ message: ModuleMessage)
}
