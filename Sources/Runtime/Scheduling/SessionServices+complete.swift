// SPDX-License-Identifier: Apache-2.0
import Buffers
import Jobs
import ModuleProtocol
import Modules
import Providers
import Services
import Signing

extension SessionServices {
    /// Bytes of one attachment, and of all in one request.
    private static let attachmentLimit = 16 << 20
    private static let attachmentsLimit = 24 << 20

    /// Without a task that waits, unless files must be held in memory meanwhile.
    func begin(
        _ call: ServiceCall,
        pieces: @escaping @Sendable (String) -> Void,
        answer: @escaping @Sendable (HostReply) -> Void
    ) -> (@Sendable () -> Void)? {
        guard case .complete(let call) = call, !call.parts.contains(where: { $0.kind == 2 }) else { return nil }
        do throws(JobError) {
            let request = CompletionRequest(call, parts: try parts(call))
            let asking = session.ask(request, pieces: call.wantsPieces ? pieces : nil) { found in
                answer(Self.reply(found))
            }
            return { asking.cancel() }
        } catch {
            answer(HostReply(.failed(WireError(error))))
            return {}
        }
    }

    func complete(
        _ call: CompletionCall,
        pieces: @escaping @Sendable (String) -> Void
    ) async throws(JobError) -> HostReply {
        let bytes = try attachmentBytes(call)
        var share: ByteBudget.Share?
        if bytes > 0 {
            share = await host.attachments.take(bytes)
            guard share != nil else { throw Self.cancelled }
        }
        let found = try await session.ask(
            CompletionRequest(call, parts: try parts(call)),
            pieces: call.wantsPieces ? pieces : nil,
            holding: share
        )
        return Self.reply(.success(found))
    }

    private static func reply(_ found: Result<NumberedAnswer, JobError>) -> HostReply {
        switch found {
        case .failure(let error): return HostReply(.failed(WireError(error)))
        case .success(let found):
            guard found.answer.text.utf8.count <= FrameLimits.document else {
                let error = JobError(.permanent, code: "answer_too_long", message: "the model's answer is over 16 MiB")
                return HostReply(.failed(WireError(error)))
            }
            return HostReply(
                .completed(
                    CompletionReply(
                        text: found.answer.text,
                        model: found.answer.model.bounded(to: FrameLimits.word),
                        inputTokens: UInt64(clamping: found.answer.inputTokens),
                        outputTokens: UInt64(clamping: found.answer.outputTokens),
                        number: found.number
                    )
                )
            )
        }
    }

    private func attachmentBytes(_ call: CompletionCall) throws(JobError) -> Int {
        var total = 0
        for part in call.parts where part.kind == 2 {
            let size = try buffer(part.attachment).size
            total += size
            guard size <= Self.attachmentLimit, total <= Self.attachmentsLimit else {
                throw JobError(
                    .permanent,
                    code: "attachment_too_large",
                    message: "attachments may have \(Self.attachmentLimit >> 20) MiB each and "
                        + "\(Self.attachmentsLimit >> 20) MiB in one request; send smaller or fewer ones"
                )
            }
        }
        return total
    }

    private func parts(_ call: CompletionCall) throws(JobError) -> [CompletionRequest.Part] {
        var parts: [CompletionRequest.Part] = []
        for part in call.parts {
            parts.append(
                CompletionRequest.Part(
                    role: [.system, .user, .assistant][Int(min(2, part.role))],
                    kind: [.instruction, .document, .attachment][Int(min(2, part.kind))],
                    label: part.label,
                    text: part.kind == 2 ? "" : part.text,
                    attachment: part.kind == 2 ? try attachment(part) : nil
                )
            )
        }
        return parts
    }

    /// Read once: what is hashed is what is sent, whatever the module writes meanwhile.
    private func attachment(_ part: CompletionCall.Part) throws(JobError) -> Attachment {
        let type = part.mediaType.prefix { $0 != ";" }.lowercased().filter { !$0.isWhitespace }
        guard type.contains("/"), type.utf8.count <= 127, type.utf8.allSatisfy(Self.isTypeByte) else {
            throw JobError(
                .permanent,
                code: "unsupported_attachment",
                message: "an attachment has no usable media type; write one such as image/png"
            )
        }
        let file = try buffer(part.attachment)
        let bytes: [UInt8]
        do throws(BufferError) {
            bytes = try file.bytes()
        } catch {
            throw JobError(.retryable, code: "unavailable", message: "an attachment cannot be read: \(error)")
        }
        return Attachment(mediaType: type, sha256: hexadecimal(sha256(bytes)), bytes: bytes)
    }

    /// RFC 6838, 4.2.
    private static func isTypeByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"): true
        default: "/!#$&-^_.+".utf8.contains(byte)
        }
    }
}

extension CompletionRequest {
    fileprivate init(_ call: CompletionCall, parts: [Part]) {
        self.init(
            parts: parts,
            model: call.model.isEmpty ? nil : call.model,
            temperature: call.temperature < 0 ? nil : Double(call.temperature) / 1000,
            maximumOutputTokens: call.maximumOutputTokens == 0 ? nil : Int(call.maximumOutputTokens),
            targetWords: call.targetWords == 0 ? nil : Int(call.targetWords),
            answerSchema: call.answerSchema.isEmpty ? nil : call.answerSchema
        )
    }
}
