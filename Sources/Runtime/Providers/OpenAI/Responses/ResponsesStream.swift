// SPDX-License-Identifier: Apache-2.0
internal import JSON

/// Puts a streamed response together. Its closing event, `response.completed` or `response.incomplete`, holds the whole
/// response once more; that is what counts, and without it there is no answer.
struct ResponsesStream: StreamedAnswer {
    private let reader: ResponsesAnswer
    private var text = ""
    private var isRefused = false
    private var closing: JSONValue?
    var isDone: Bool { closing != nil }

    init(reader: ResponsesAnswer) { self.reader = reader }

    mutating func take(_ data: [UInt8]) throws(ProviderFailure) -> String {
        // Of chat completions' streams; some servers end every stream by it.
        if data.elementsEqual("[DONE]".utf8) { return "" }
        guard let event = try? JSONValue(parsing: data), let type = event["type"]?.string else {
            throw ProviderFailure(.broken, "\(reader.provider) sent a piece of its answer that is no event in JSON")
        }
        switch type {
        case "response.output_text.delta":
            let piece = event["delta"]?.string ?? ""
            guard text.utf8.count + piece.utf8.count <= AnswerLimits.answer else {
                throw ProviderFailure(
                    .broken,
                    "\(reader.provider) answered with more than \(AnswerLimits.answer) bytes"
                )
            }
            text += piece
            return piece
        case "response.refusal.delta", "response.refusal.done": isRefused = true
        case "response.completed", "response.incomplete", "response.failed": closing = event["response"] ?? .null
        case "error": throw reader.fault.failure(inAnswer: event["error"] ?? event)
        default: break
        }
        return ""
    }

    func answer() throws(ProviderFailure) -> CompletionAnswer {
        guard let closing else { throw ProviderFailure.endedEarly(reader.provider) }
        if isRefused { throw ProviderFailure.refused(reader.provider) }
        return try reader.answer(closing, streamed: text)
    }
}
