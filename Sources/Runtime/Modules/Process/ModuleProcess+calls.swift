// SPDX-License-Identifier: Apache-2.0
import Buffers
import Jobs
import Locks
import ModuleProtocol

/// Calls of the module to the host's services. Buffers are made and given back here; the rest is the services' own.
extension ModuleProcess {
    func call(_ number: UInt64, _ token: UInt64, _ call: ServiceCall) {
        guard let job = job(token) else {
            let error = WireError(outcome: 3, code: "cancelled", message: "no such job is in flight")
            return link.send(.answer(call: number, .failed(error)))
        }
        // Checked in the module's process too, for a good error; here because that process is the module's.
        guard hello?.allows(job.job.taskType, call.capability) == true else {
            let error = WireError(
                outcome: 2,
                code: "not_permitted",
                message: "the task did not declare `\(call.service)`"
            )
            return link.send(.answer(call: number, .failed(error)))
        }
        if case .map = call, job.job.partCount > 0 {
            let error = WireError(outcome: 2, code: "not_permitted", message: "a part cannot itself use `map`")
            return link.send(.answer(call: number, .failed(error)))
        }
        if case .createBuffer(let size) = call { return answer(number, create(size, job)) }
        job.call(number, call, pieces: pieces(of: number, call)) { self.answer(number, $0) }
    }

    private func pieces(of number: UInt64, _ call: ServiceCall) -> @Sendable (String) -> Void {
        guard case .complete(let call) = call, call.wantsPieces else { return { _ in } }
        return { [link] in link.send(.delta(call: number, piece: $0)) }
    }

    private func create(_ size: UInt64, _ job: RunningJob) -> HostReply {
        do throws(BufferError) {
            let (number, file) = try job.services.buffers.create(size: size)
            return HostReply(.buffer(WireBuffer(number: number, size: size, isWritable: true)), file: file)
        } catch {
            let message = error.description.bounded(to: FrameLimits.sentence)
            return HostReply(
                .failed(
                    error.isTooLarge
                        ? WireError(outcome: 2, code: "buffer_limit", message: message)
                        : WireError(outcome: 1, code: "unavailable", message: message)
                )
            )
        }
    }

    /// Sends a reply, with the descriptor of the buffer that it names.
    private func answer(_ number: UInt64, _ reply: HostReply) {
        guard let buffer = reply.reply.buffer else { return link.send(.answer(call: number, reply.reply)) }
        do throws(ModuleError) {
            guard let file = reply.file else { throw ModuleError("the host has no memory for this buffer") }
            let descriptor = try file.descriptorToSend(isWritable: buffer.isWritable)
            link.send(.answer(call: number, reply.reply), [descriptor])
        } catch {
            let message = error.description.bounded(to: FrameLimits.sentence)
            link.send(
                .answer(call: number, .failed(WireError(outcome: 1, code: "unavailable", message: message)))
            )
        }
    }

    /// Names a buffer of another run in this one's account, for reading alone.
    func lend(_ file: MemoryFile, to account: BufferAccount) throws(JobError) -> (WireBuffer, Descriptor) {
        do {
            let number = try account.keep(file, isOwn: false)
            let descriptor = try file.descriptorToSend(isWritable: false)
            return (WireBuffer(number: number, size: UInt64(file.size), isWritable: false), descriptor)
        } catch {
            throw JobError(.retryable, code: "unavailable", message: "\(error)".bounded(to: FrameLimits.sentence))
        }
    }
}

extension ModuleHello {
    fileprivate func allows(_ taskType: String, _ capability: UInt64) -> Bool {
        capability == 0 || taskTypes.contains { $0.name == taskType && $0.capabilities & capability != 0 }
    }
}
