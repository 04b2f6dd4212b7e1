// SPDX-License-Identifier: Apache-2.0
import Glibc
import Locks
import ModuleProtocol
import TaskABI

/// The services behind the vtables that a module finds: this object is their `host_context`. Lives as long as the
/// process; modules may call from any thread, so all its state is behind locks.
final class HostServices: Sendable {
    let link: any HostConnection
    let jobs = JobTable()
    private let calls = PendingCalls()
    private let names = Lock<Set<String>>([])

    init(link: any HostConnection) { self.link = link }

    /// The task types that the module registered, for `map`.
    var taskTypes: Set<String> {
        get { names.withLock { $0 } }
        set { names.withLock { $0 = newValue } }
    }

    /// Sends a call of the module to the host. [any-thread]
    /// - Parameters:
    ///   - piece: hears the pieces of the answer.
    ///   - deliver: tells the module the answer; called once, on the [host-thread], if this returns MORTISE_OK.
    func ask(
        _ token: UInt64,
        _ call: ServiceCall,
        piece: ModuleCallback<mortise_text>? = nil,
        deliver: @escaping @Sendable (ServiceReply, Int32) -> Void
    ) -> mortise_status {
        guard let job = jobs.entry(token) else { return MORTISE_NO_SUCH_JOB }
        guard call.capability & ~job.capabilities == 0 else { return MORTISE_NOT_PERMITTED }
        let pending = PendingCall(token: token, expectation: Expectation(call), piece: piece, deliver: deliver)
        guard let number = calls.add(pending) else { return MORTISE_UNAVAILABLE }
        link.send(.call(number: number, token: token, call))
        return MORTISE_OK
    }

    /// Hands an answer to whoever waits for it; one that nobody waits for is dropped. Takes over the descriptors.
    /// [host-thread]
    func answer(_ number: UInt64, _ reply: ServiceReply, _ descriptors: [Int32]) {
        guard let call = calls.take(number) else { return closeAll(descriptors) }
        guard call.expectation.accepts(reply) else {
            closeAll(descriptors)
            let error = WireError(
                outcome: UInt8(MORTISE_PERMANENT),
                code: "bad_answer",
                message: "the host answered something else than was asked"
            )
            return call.deliver(.failed(error), -1)
        }
        guard let buffer = reply.buffer else {
            closeAll(descriptors)
            return call.deliver(reply, -1)
        }
        switch take(buffer, descriptors, for: call.token) {
        case .success(let descriptor): call.deliver(reply, descriptor)
        case .failure(let error): call.deliver(.failed(error), -1)
        }
    }

    /// Hands on a piece of an answer; one that nobody waits for is dropped. [host-thread]
    func piece(_ number: UInt64, _ text: String) {
        guard let piece = calls.piece(number) else { return }
        withText(text) { text in
            var text = text
            piece.call(&text)
        }
    }

    /// Puts the descriptor of a buffer that came with a message into the job's keeping. What is not kept is closed.
    func take(_ buffer: WireBuffer, _ descriptors: [Int32], for token: UInt64) -> Result<Int32, WireError> {
        guard descriptors.count == 1, let descriptor = descriptors.first else {
            closeAll(descriptors)
            return .failure(
                WireError(
                    outcome: UInt8(MORTISE_RETRYABLE),
                    code: "buffer_lost",
                    message: "a buffer did not reach the module's process: it has too many descriptors open"
                )
            )
        }
        let kept = jobs.keep(buffer, descriptor, for: token)
        guard kept != .kept else { return .success(descriptor) }
        close(descriptor)
        return .failure(kept.error)
    }

    /// Ends a job on the module's behalf; nothing happens when it has ended already.
    /// - Parameter fault: what the module did wrong, for the log.
    func end(_ token: UInt64, _ error: WireError, fault line: String? = nil) {
        guard jobs.end(token) else { return }
        if let line { fault(line) }
        link.send(.finished(token: token, .failed(error)))
    }

    func fault(_ line: String) { link.send(.fault(line: line.bounded(to: FrameLimits.sentence))) }
}

extension JobTable.Keeping {
    fileprivate var error: WireError {
        switch self {
        case .jobEnded:
            WireError(
                outcome: UInt8(MORTISE_CANCELLED),
                code: "job_ended",
                message: "the job ended before its buffer came"
            )
        case .tooMany:
            WireError(
                outcome: UInt8(MORTISE_PERMANENT),
                code: "buffer_limit",
                message: "a job has at most \(JobTable.bufferLimit) buffers; release what is not needed"
            )
        case .numberUsed, .kept:
            WireError(
                outcome: UInt8(MORTISE_PERMANENT),
                code: "bad_answer",
                message: "the host gave two buffers of one job the same number"
            )
        }
    }
}

func closeAll(_ descriptors: [Int32]) {
    for descriptor in descriptors { close(descriptor) }
}

/// Recovers the services from a C context; nil for NULL.
func hostServices(_ context: UnsafeMutableRawPointer?) -> HostServices? {
    context.map { Unmanaged<HostServices>.fromOpaque($0).takeUnretainedValue() }
}
