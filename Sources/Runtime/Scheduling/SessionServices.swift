// SPDX-License-Identifier: Apache-2.0
import Jobs
import ModuleProtocol
import Modules
import Providers
import Services

/// The host services of one running job, in the words of the module protocol.
struct SessionServices: JobServices {
    let session: CompletionSession

    func complete(_ call: CompletionCall) async -> CompletionReply {
        do throws(JobError) {
            let answer = try await session.complete(CompletionRequest(call))
            return .answered(
                text: answer.text,
                model: String(String.UnicodeScalarView(answer.model.unicodeScalars.prefix(64))),
                inputTokens: UInt64(clamping: answer.inputTokens),
                outputTokens: UInt64(clamping: answer.outputTokens)
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
        // The protocol's bound is in bytes: a scalar has at most four, a character any number.
        self.init(
            outcome: number,
            code: error.code,
            message: String(String.UnicodeScalarView(error.message.unicodeScalars.prefix(400))),
            retryAfter: UInt64(max(0, min(error.retryAfter ?? 0, 1e9)) * 1000)
        )
    }
}
