// SPDX-License-Identifier: Apache-2.0
import TaskABI

/// What waits for a model's answer: retained by the call, taken over by the one callback.
final class CompletionWaiter: Sendable {
    typealias Continuation = UnsafeContinuation<Result<Completion, TaskError>, Never>
    fileprivate let continuation: Continuation

    init(_ continuation: Continuation) { self.continuation = continuation }
}

/// `mortise_complete_callback`. [host-thread] Only copies and resumes; the task goes on elsewhere.
func completeAnswered(_ context: UnsafeMutableRawPointer?, _ answer: UnsafePointer<mortise_complete_answer>?) {
    guard let context else { return }
    let waiter = Unmanaged<CompletionWaiter>.fromOpaque(context).takeRetainedValue()
    guard let answer = answer?.pointee, answer.struct_size >= UInt32(MemoryLayout<mortise_complete_answer>.size) else {
        let error = TaskError(.permanent, code: "bad_answer", message: "the host's answer does not fit TaskABI 0.9")
        return waiter.continuation.resume(returning: .failure(error))
    }
    guard answer.end.outcome == MORTISE_SUCCEEDED else {
        let error = TaskError(
            TaskError.Class(rawValue: answer.end.outcome) ?? .permanent,
            code: answer.end.code.string ?? "",
            message: answer.end.message.string ?? "",
            retryAfter: answer.end.retry_after_ms == 0 ? nil : Double(answer.end.retry_after_ms) / 1000
        )
        return waiter.continuation.resume(returning: .failure(error))
    }
    waiter.continuation.resume(
        returning: .success(
            Completion(
                text: answer.text.string ?? "",
                model: answer.model.string ?? "",
                inputTokens: Int(clamping: answer.input_tokens),
                outputTokens: Int(clamping: answer.output_tokens)
            )
        )
    )
}

/// Calls `body` with the prompt as C sees it, valid until it returns.
func withRequest(
    _ prompt: Prompt,
    _ body: (UnsafePointer<mortise_complete_request>) -> mortise_status
) -> mortise_status {
    // One block of bytes for all texts: pointers into it stay valid while it is borrowed.
    var bytes: [UInt8] = []
    var ranges: [Range<Int>] = []
    for text in prompt.parts.flatMap({ [$0.label, $0.text] }) + [prompt.model ?? ""] {
        let start = bytes.count
        bytes.append(contentsOf: text.utf8)
        ranges.append(start..<bytes.count)
    }
    return bytes.withUnsafeBytes { storage in
        func text(_ index: Int) -> mortise_text {
            guard !ranges[index].isEmpty else { return mortise_text() }
            let start = storage.baseAddress?.advanced(by: ranges[index].lowerBound)
            return mortise_text(
                bytes: start?.assumingMemoryBound(to: CChar.self),
                length: UInt64(ranges[index].count)
            )
        }
        let parts = prompt.parts.indices.map { index in
            mortise_complete_part(
                role: prompt.parts[index].role.rawValue,
                kind: prompt.parts[index].kind.rawValue,
                label: text(2 * index),
                text: text(2 * index + 1),
                attachment: 0,
                media_type: mortise_text()
            )
        }
        return parts.withUnsafeBufferPointer { parts in
            var request = mortise_complete_request()
            request.struct_size = UInt32(MemoryLayout<mortise_complete_request>.size)
            request.part_count = UInt32(clamping: parts.count)
            request.parts = parts.baseAddress
            request.part_stride = UInt64(MemoryLayout<mortise_complete_part>.stride)
            request.model = text(ranges.count - 1)
            request.temperature_milli = prompt.temperature.map { Int32(max(0, min($0, 100)) * 1000) } ?? -1
            request.maximum_output_tokens = UInt32(clamping: prompt.maximumOutputTokens ?? 0)
            request.target_words = UInt32(clamping: prompt.targetWords ?? 0)
            return body(&request)
        }
    }
}
