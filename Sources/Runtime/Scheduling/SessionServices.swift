// SPDX-License-Identifier: Apache-2.0
import Buffers
import Jobs
import ModuleProtocol
import Modules
import Providers
import Services

/// The host services of one running job, in the words of the module protocol.
struct SessionServices: JobServices {
    let session: CompletionSession
    let buffers = BufferAccount()

    func perform(_ call: ServiceCall, pieces: @escaping @Sendable (String) -> Void) async -> HostReply {
        switch call {
        case .complete(let call): HostReply(await complete(call))
        default: HostReply(.failed(WireError(outcome: 2, code: "unsupported", message: "not offered by this host")))
        }
    }

    func progress(done: UInt64, total: UInt64, note: String) {}
    func partial(_ text: String) {}
    func reject(answer: UInt64, reason: String) {}

    private func complete(_ call: CompletionCall) async -> ServiceReply {
        do throws(JobError) {
            let answer = try await session.complete(CompletionRequest(call))
            guard answer.text.utf8.count <= FrameLimits.document else {
                throw JobError(.permanent, code: "answer_too_long", message: "the model's answer is over 16 MiB")
            }
            return .completed(
                CompletionReply(
                    text: answer.text,
                    model: answer.model.bounded(to: FrameLimits.word),
                    inputTokens: UInt64(clamping: answer.inputTokens),
                    outputTokens: UInt64(clamping: answer.outputTokens),
                    number: 0
                )
            )
        } catch {
            return .failed(WireError(error))
        }
    }
}

extension CompletionRequest {
    fileprivate init(_ call: CompletionCall) {
        self.init(
            parts: call.parts.map {
                Part(
                    role: [.system, .user, .assistant][Int($0.role)],
                    kind: $0.kind == 0 ? .instruction : .document,
                    label: $0.label,
                    text: $0.text
                )
            },
            model: call.model.isEmpty ? nil : call.model,
            temperature: call.temperature < 0 ? nil : Double(call.temperature) / 1000,
            maximumOutputTokens: call.maximumOutputTokens == 0 ? nil : Int(call.maximumOutputTokens),
            targetWords: call.targetWords == 0 ? nil : Int(call.targetWords)
        )
    }
}

extension WireError {
    fileprivate init(_ error: JobError) {
        let number: UInt8 =
            switch error.class {
            case .retryable: 1
            case .permanent: 2
            case .cancelled: 3
            case .poison: 4
            }
        self.init(
            outcome: number,
            code: error.code.bounded(to: 64),
            message: error.message.bounded(to: FrameLimits.sentence),
            retryAfter: UInt64(max(0, min(error.retryAfter ?? 0, 1e9)) * 1000)
        )
    }
}
