// SPDX-License-Identifier: Apache-2.0
import Locks
import ModuleProtocol
import TaskABI

/// A call to the host that waits for its answer.
struct PendingCall: Sendable {
    /// The job that it was made for.
    let token: UInt64
    /// What an answer must be to be one.
    let expectation: Expectation
    /// Hears the answer piece by piece, if the module asked for it.
    let piece: ModuleCallback<mortise_text>?
    /// [host-thread] Tells the module. The reply fits the expectation or is a failure; the descriptor belongs to the
    /// reply's buffer, -1 without one.
    let deliver: @Sendable (ServiceReply, Int32) -> Void
}

/// A function of the module that awaits an answer, with the module's context already in it.
///
/// `@unchecked Sendable` is safe because the closure holds nothing but the address of a C function and a pointer that
/// this side never reads; both are handed back to the module on the [host-thread], as the ABI promises.
struct ModuleCallback<Answer>: @unchecked Sendable {
    let call: (UnsafePointer<Answer>) -> Void
}

/// Calls to the host that wait for their answer, by number.
final class PendingCalls: Sendable {
    /// More at once are refused: a module that asks without end must not fill the host.
    static let limit = 4096

    private struct State {
        var next: UInt64 = 1
        var waiting: [UInt64: PendingCall] = [:]
    }
    private let state = Lock(State())

    /// The new call's number; nil when too many wait.
    func add(_ call: PendingCall) -> UInt64? {
        state.withLock {
            guard $0.waiting.count < Self.limit else { return nil }
            let number = $0.next
            $0.next += 1
            $0.waiting[number] = call
            return number
        }
    }

    /// Takes the call out: each gets one answer.
    func take(_ number: UInt64) -> PendingCall? { state.withLock { $0.waiting.removeValue(forKey: number) } }

    /// Who hears the pieces of an answer that is still to come.
    func piece(_ number: UInt64) -> ModuleCallback<mortise_text>? { state.withLock { $0.waiting[number]?.piece } }
}
