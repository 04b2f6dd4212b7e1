// SPDX-License-Identifier: Apache-2.0
import Outbound
import Testing

@testable import Providers

@Suite("Anthropic: messages", .timeLimit(.minutes(1)))
struct AnthropicTests {
    private let answer =
        #"{"content":[{"type":"text","text":" x "}],"model":"c","stop_reason":"end_turn","usage":{"input_tokens":1,"output_tokens":2}}"#

    private func sent(_ request: CompletionRequest) async throws -> OutboundRequest {
        let client = StubClient(body: answer)
        _ = try await API.messages.provider(client).complete(request, timeout: 7)
        return try #require(client.requests.first)
    }

    private func body(_ request: CompletionRequest) async throws -> String {
        String(decoding: try await sent(request).body, as: UTF8.self)
    }

    @Test("the key goes as x-api-key, with the version of the wire format")
    func headers() async throws {
        let sent = try await sent(ask("Hallo"))
        #expect(sent.url == "https://api.anthropic.com/v1/messages" && sent.method == "POST")
        #expect(
            sent.headers.map { "\($0.name): \($0.value)" } == [
                "Content-Type: application/json", "anthropic-version: 2023-06-01", "x-api-key: \(keyText)",
            ]
        )
        #expect(
            String(decoding: sent.body, as: UTF8.self)
                == #"{"max_tokens":8192,"messages":[{"content":"Hallo","role":"user"}],"model":"claude-haiku-4-5"}"#
        )
    }

    @Test("the system stands apart, wherever it came, and alone it is what is asked")
    func system() async throws {
        let parts: [CompletionRequest.Part] = [
            .init(role: .system, kind: .instruction, text: "a"), .init(role: .user, kind: .instruction, text: "b"),
            .init(role: .system, kind: .instruction, text: "c"), .init(role: .user, kind: .instruction, text: "d"),
        ]
        #expect(
            try await body(CompletionRequest(parts: parts))
                == #"{"max_tokens":8192,"messages":[{"content":"b\n\nd","role":"user"}],"model":"claude-haiku-4-5","system":"a\n\nc"}"#
        )
        let alone = try await body(CompletionRequest(parts: [parts[0], parts[2]]))
        #expect(alone.contains(#""messages":[{"content":"a\n\nc","role":"user"}]"#) && !alone.contains("system"))
    }

    @Test("a temperature is left out, and a limit kept")
    func options() async throws {
        var request = ask("x", model: "claude-x", maximumOutputTokens: 5)
        request.temperature = 0.3
        #expect(
            try await body(request)
                == #"{"max_tokens":5,"messages":[{"content":"x","role":"user"}],"model":"claude-x"}"#
        )
    }

    @Test("a schema that can be enforced is; another is asked for in words")
    func schemas() async throws {
        let closed = #"{"type":"object","properties":{"a":{"type":"string"}},"additionalProperties":false}"#
        var request = ask("x")
        request.answerSchema = closed
        let enforced = try await body(request)
        #expect(enforced.contains(#""output_config":{"format":{"schema":\#(closed),"type":"json_schema"}}"#))
        #expect(!enforced.contains("system"))
        request.answerSchema = ##"{"type":"object","properties":{"a":{"$ref":"#"}}}"##
        let wished = try await body(request)
        #expect(!wished.contains("output_config") && wished.contains(#""system":"Answer with one JSON value"#))
        #expect(wished.contains(##"{\"$ref\":\"#\"}"##))
    }

    @Test("what the cache held and took counts as input, told apart")
    func usage() async throws {
        let client = StubClient(
            body:
                #"{"content":[{"type":"thinking","thinking":"no"},{"type":"text","text":"a"},{"type":"text","text":"b"}],"model":"c","stop_reason":"stop_sequence","usage":{"input_tokens":5,"cache_read_input_tokens":30,"cache_creation_input_tokens":7,"output_tokens":2}}"#
        )
        let found = try await API.messages.provider(client).complete(ask("x"), timeout: 1)
        #expect(found.text == "ab")
        #expect(found.inputTokens == 42 && found.cachedInputTokens == 30 && found.cacheWriteTokens == 7)
    }

    @Test(
        "what is no message is broken",
        arguments: [
            "", "null", "{}", "<html>", #"{"content":{}}"#, #"{"content":[],"stop_reason":"end_turn"}"#,
            #"{"content":[{"type":"text","text":5}],"stop_reason":"end_turn"}"#,
            #"{"content":[{"type":"text","text":"x"}]}"#,
            #"{"content":[{"type":"text","text":"x"}],"stop_reason":"new"}"#,
            #"{"content":[{"type":"text","text":"x"}],"stop_reason":"end_turn""#,
            String(repeating: "[", count: 100_000),
        ]
    )
    func broken(body: String) async throws {
        let failure = await outcome(try API.messages.provider(StubClient(body: body)), ask("x")).failure
        #expect(failure?.kind == .broken, "\(failure?.message ?? "")")
    }

    @Test(
        "type, code and, where the vendor has nothing else, the sentence say what a fault means",
        arguments: [
            (429, "rate_limit_error", "", "", .rateLimited),
            (429, "rate_limit_error", "", "enforced_spend_limit_reached", .spendCap),
            (402, "billing_error", "", "", .spendCap), (401, "authentication_error", "", "", .unauthorized),
            (403, "permission_error", "", "organization_on_hold", .spendCap),
            (404, "not_found_error", "model: c", "", .unknownModel), (413, "request_too_large", "", "", .tooLong),
            (500, "api_error", "", "", .overloaded), (504, "timeout_error", "", "", .overloaded),
            (529, "overloaded_error", "", "", .overloaded), (529, "", "", "", .overloaded),
            (400, "invalid_request_error", "prompt is too long: 3 tokens > 2 maximum", "", .tooLong),
            (
                400, "invalid_request_error", "You have reached your specified workspace API usage limits.", "",
                .spendCap
            ),
            (400, "invalid_request_error", "Your credit balance is too low to access the API.", "", .spendCap),
            (400, "invalid_request_error", "Output blocked by content filtering policy", "", .contentRefused),
            (400, "invalid_request_error", "", "image_dimensions_too_large", .unsupportedAttachment),
            (400, "invalid_request_error", "max_tokens: too many", "", .badRequest), (404, "", "", "", .badRequest),
        ] as [(Int, String, String, String, ProviderFailure.Kind)]
    )
    func faults(status: Int, type: String, message: String, code: String, kind: ProviderFailure.Kind) async throws {
        let details = code.isEmpty ? "" : #","details":{"error_code":"\#(code)"}"#
        let body = #"{"type":"error","error":{"type":"\#(type)","message":"\#(message) geheim"\#(details)}}"#
        let client = StubClient(
            status: status,
            headers: [("request-id", "req_1"), ("retry-after", "9")],
            body: type.isEmpty ? "" : body
        )
        let failure = await outcome(try API.messages.provider(client), ask("x")).failure
        #expect(failure?.kind == kind)
        #expect(failure?.message.contains("req_1") == true && failure?.message.contains("geheim") == false)
        #expect(failure?.retryAfter == ([.rateLimited, .overloaded].contains(kind) ? 9 : nil))
    }
}
