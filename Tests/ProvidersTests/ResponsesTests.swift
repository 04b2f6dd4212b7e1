// SPDX-License-Identifier: Apache-2.0
import Outbound
import Testing

@testable import Providers

@Suite("OpenAI: responses", .timeLimit(.minutes(1)))
struct ResponsesTests {
    private func read(_ body: String, _ request: CompletionRequest = ask("x")) async throws
        -> Result<CompletionAnswer, ProviderFailure>
    {
        await outcome(try API.responses.provider(StubClient(body: body)), request, timeout: 1)
    }

    private func output(_ content: String, more: String = "") -> String {
        #"{"status":"completed","model":"g","output":[{"type":"reasoning","summary":[]},{"type":"message","content":[\#(content)]}]\#(more)}"#
    }

    @Test("is asked without being kept, the schema beside the input")
    func request() async throws {
        let client = StubClient(body: output(#"{"type":"output_text","text":"x"}"#))
        var request = ask("Hallo", maximumOutputTokens: 50)
        request.temperature = 0.3
        request.answerSchema = #"{"type":"object"}"#
        _ = try await API.responses.provider(client).complete(request, timeout: 7)
        let sent = try #require(client.requests.first)
        #expect(sent.url == "https://api.openai.com/v1/responses")
        #expect(
            String(decoding: sent.body, as: UTF8.self)
                == #"{"input":[{"content":"Hallo","role":"user"}],"max_output_tokens":50,"model":"gpt-4o-mini","store":false,"#
                + #""temperature":0.3,"text":{"format":{"name":"answer","schema":{"type":"object"},"strict":false,"type":"json_schema"}}}"#
        )
    }

    @Test("the text of all pieces counts, and the usage with its cache")
    func good() async throws {
        let usage =
            #","usage":{"input_tokens":9,"input_tokens_details":{"cached_tokens":4,"cache_write_tokens":2},"output_tokens":3}"#
        let pieces = #"{"type":"output_text","text":" a"},{"type":"output_text","text":"b "}"#
        let answer = try await read(output(pieces, more: usage)).get()
        #expect(
            answer.untimed
                == CompletionAnswer(
                    text: "ab",
                    model: "g",
                    inputTokens: 9,
                    outputTokens: 3,
                    cachedInputTokens: 4,
                    cacheWriteTokens: 2
                )
        )
        let final =
            #"{"status":"completed","output":[{"type":"message","phase":"commentary","content":[{"type":"output_text","text":"hm"}]},{"type":"message","phase":"final_answer","content":[{"type":"output_text","text":"so"}]}]}"#
        #expect(try await read(final).get().text == "so")
        // The SDKs' convenience, which some servers send as a member.
        #expect(try await read(#"{"output_text":"t"}"#).get().text == "t")
    }

    @Test(
        "what is no whole response is told apart",
        arguments: [
            ("", .broken), ("null", .broken), ("{}", .broken), (#"{"status":"completed","output":[]}"#, .broken),
            (#"{"status":"in_progress","output_text":"t"}"#, .broken),
            (#"{"status":"new","output_text":"t"}"#, .broken),
            (#"{"status":"incomplete","output_text":"t"}"#, .broken),
            (
                #"{"status":"incomplete","incomplete_details":{"reason":"max_output_tokens"},"output_text":"t"}"#,
                .cutShort
            ),
            (
                #"{"status":"incomplete","incomplete_details":{"reason":"content_filter"},"output_text":"t"}"#,
                .contentRefused
            ),
            (#"{"status":"failed","error":{"code":"server_error","message":"m"}}"#, .overloaded),
            (#"{"status":"failed","error":{"code":"rate_limit_exceeded","message":"m"}}"#, .rateLimited),
            (#"{"status":"failed","error":{"code":"invalid_prompt","message":"m"}}"#, .contentRefused),
            (#"{"status":"failed","error":{"code":"invalid_image","message":"m"}}"#, .unsupportedAttachment),
            (
                #"{"status":"completed","output":[{"type":"message","content":[{"type":"refusal","refusal":"No."}]}]}"#,
                .contentRefused
            ),
        ] as [(String, ProviderFailure.Kind)]
    )
    func broken(body: String, kind: ProviderFailure.Kind) async throws {
        let found = try await read(body)
        #expect(found.failure?.kind == kind, "\(found)")
    }

    @Test("an answer that reaches the asked limit is what was asked for")
    func bounded() async throws {
        let body = #"{"status":"incomplete","incomplete_details":{"reason":"max_output_tokens"},"output_text":"half"}"#
        #expect(try await read(body, ask("x", maximumOutputTokens: 5)).get().text == "half")
    }
}
