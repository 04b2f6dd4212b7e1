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
                model: answer.model.prefix(bytes: FrameLimits.word),
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
        self.init(
            outcome: number,
            code: error.code.prefix(bytes: FrameLimits.word),
            message: error.message.prefix(bytes: FrameLimits.sentence),
            retryAfter: UInt64(max(0, min(error.retryAfter ?? 0, 1e9)) * 1000)
        )
    }
}

extension String {
    /// Its beginning of at most so many bytes: the protocol's bounds are in bytes, and one character may have many.
    fileprivate func prefix(bytes limit: Int) -> String {
        guard var end = utf8.index(startIndex, offsetBy: limit, limitedBy: endIndex) else { return self }
        while end.samePosition(in: unicodeScalars) == nil { end = utf8.index(before: end) }
        return String(self[..<end])
    }
}
