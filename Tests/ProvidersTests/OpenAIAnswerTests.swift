// SPDX-License-Identifier: Apache-2.0
import Foundation
import Outbound
import Testing

@testable import Providers

@Suite("OpenAI: answer", .timeLimit(.minutes(1)))
struct OpenAIAnswerTests {
    @Test("gives the trimmed text, the model and the usage")
    func good() async throws {
        let client = StubClient(
            body:
                #"{"id":"1","model":"gpt-x-1","choices":[{"index":0,"message":{"role":"assistant","content":"\n A b. ","refusal":null},"finish_reason":"stop"}],"usage":{"prompt_tokens":3,"completion_tokens":2,"total_tokens":5}}"#
        )
        let answer = try await provider(client).complete(ask("x"), timeout: 1)
        #expect(answer.timing == CallTiming(firstByte: nil, whole: 100))
        #expect(answer.untimed == CompletionAnswer(text: "A b.", model: "gpt-x-1", inputTokens: 3, outputTokens: 2))
    }

    @Test(
        "an answer is not lost for its usage",
        arguments: [
            "", #","usage":null"#, #","usage":{}"#, #","usage":{"prompt_tokens":"3"}"#,
            #","usage":{"prompt_tokens":-3}"#,
            #","usage":[]"#, #","model":5"#,
        ]
    )
    func oddUsage(rest: String) async throws {
        let client = StubClient(body: #"{"choices":[{"message":{"content":"x"},"finish_reason":"stop"}]"# + rest + "}")
        let answer = try await provider(client).complete(ask("x", model: "asked"), timeout: 1)
        #expect(answer.untimed == CompletionAnswer(text: "x", model: "asked", inputTokens: 0, outputTokens: 0))
    }

    @Test(
        "what is no completion is broken",
        arguments: [
            "", "null", "[]", "{}", "<html>", #"{"choices":[]}"#, #"{"choices":{}}"#, #"{"choices":[{}]}"#,
            #"{"choices":[{"message":{}}]}"#, #"{"choices":[{"message":{"content":null}}]}"#,
            #"{"choices":[{"message":{"content":" \n"}}]}"#, #"{"choices":[{"message":{"content":5}}]}"#,
            #"{"choices":[{"message":{"content":"x"}}]"#,
            String(repeating: "[", count: 100_000), #"{"choices":[{"message":{"content":"\uD800"}}]}"#, "\u{0}",
        ]
    )
    func broken(body: String) async throws {
        let failure = await outcome(try provider(StubClient(body: body)), ask("x")).failure
        #expect(failure?.kind == .broken, "\(failure?.message ?? "")")
    }

    @Test("an answer that was cut, or has no UTF-8 in it, is broken")
    func cut() async throws {
        let whole = #"{"choices":[{"message":{"content":"x"}}]}"#
        #expect(await outcome(try provider(StubClient(body: whole, isCut: true)), ask("x")).failure?.kind == .broken)
        let bytes = Array(#"{"choices":[{"message":{"content":""#.utf8) + [0xFF, 0xFE] + Array(#""}}]}"#.utf8)
        let response = OutboundResponse(status: 200, headers: [], body: bytes, isCut: false, seconds: 0)
        #expect(await outcome(try provider(StubClient(.success(response))), ask("x")).failure?.kind == .broken)
    }

    @Test("an answer that reaches the asked limit of tokens is what was asked for")
    func bounded() async throws {
        let client = StubClient(body: #"{"choices":[{"message":{"content":"half"},"finish_reason":"length"}]}"#)
        #expect(try await provider(client).complete(ask("x", maximumOutputTokens: 5), timeout: 1).text == "half")
        let empty = StubClient(body: #"{"choices":[{"message":{"content":""},"finish_reason":"length"}]}"#)
        #expect(await outcome(try provider(empty), ask("x", maximumOutputTokens: 5)).failure?.kind == .cutShort)
        let unasked = StubClient(body: #"{"choices":[{"message":{"content":"half"},"finish_reason":"length"}]}"#)
        #expect(await outcome(try provider(unasked), ask("x")).failure?.kind == .cutShort)
    }

    @Test(
        "a refusal is told apart",
        arguments: [
            #"{"choices":[{"message":{"content":null,"refusal":"No."},"finish_reason":"stop"}]}"#,
            #"{"choices":[{"message":{"content":""},"finish_reason":"content_filter"}]}"#,
        ]
    )
    func refusal(body: String) async throws {
        #expect(await outcome(try provider(StubClient(body: body)), ask("x")).failure?.kind == .contentRefused)
    }

    @Test(
        "status and code say what the fault means",
        arguments: [
            (400, "context_length_exceeded", .tooLong), (400, "content_filter", .contentRefused),
            (400, "invalid_value", .badRequest),
            (400, "billing_hard_limit_reached", .spendCap), (401, "invalid_api_key", .unauthorized),
            (402, "", .spendCap),
            (403, "unsupported_country_region_territory", .unauthorized), (404, "model_not_found", .unknownModel),
            (404, "unknown_url", .badRequest),
            (307, "", .badRequest), (204, "", .broken), (408, "", .overloaded), (413, "", .tooLong),
            (429, "rate_limit_exceeded", .rateLimited), (429, "", .rateLimited), (429, "insufficient_quota", .spendCap),
            (500, "", .overloaded), (503, "", .overloaded), (529, "overloaded_error", .overloaded),
            (600, "", .badRequest),
        ] as [(Int, String, ProviderFailure.Kind)]
    )
    func faults(status: Int, code: String, kind: ProviderFailure.Kind) async throws {
        for body in [
            #"{"error":{"message":"geheim","type":"invalid_request_error","param":null,"code":"\#(code)"}}"#,
            #"{"error":{"message":"geheim","type":"\#(code)","code":null}}"#,
            #"{"error":{"type":"\#(code)","code":\#(status)}}"#,
        ] {
            let client = StubClient(status: status, headers: [("x-request-id", "req_1")], body: body)
            let failure = await outcome(try provider(client), ask("x")).failure
            #expect(failure?.kind == kind)
            #expect(failure?.message.contains("status \(status)") == true && failure?.message.contains("req_1") == true)
            #expect(failure?.message.contains("geheim") == false)
        }
    }

    @Test(
        "a fault without a body, or with a strange one, is told by its status",
        arguments: [
            "", "<html>", "null", "{}", #"{"error":"text"}"#, #"{"error":[]}"#, #"{"error":{"code":{"a":1}}}"#,
        ]
    )
    func strangeFaults(body: String) async throws {
        #expect(await outcome(try provider(StubClient(status: 500, body: body)), ask("x")).failure?.kind == .overloaded)
    }

    @Test("a request that is over the tokens of a minute will not fit later")
    func tooLargeForMinute() async throws {
        let body =
            #"{"error":{"message":"Request too large for gpt-4o-mini: Limit 1, Requested 2.","type":"tokens","code":"rate_limit_exceeded"}}"#
        #expect(await outcome(try provider(StubClient(status: 429, body: body)), ask("x")).failure?.kind == .tooLong)
    }

    @Test(
        "neither key nor sentences of a server come into a message",
        arguments: [keyText, "geheim4711", "Geheim 4711"]
    )
    func echoesNothing(key: String) async throws {
        let body = #"{"error":{"message":"Incorrect API key provided: \#(key)","type":"\#(key)","code":"\#(key)"}}"#
        let client = StubClient(status: 401, headers: [("x-request-id", key)], body: body)
        let failure = await outcome(try provider(client, key: key), ask("x")).failure
        #expect(failure?.kind == .unauthorized && failure?.message.contains(key) == false)
    }

    @Test(
        "the wait that is asked for is understood",
        arguments: [
            ([("retry-after", "7")], 7), ([("retry-after-ms", "1500"), ("retry-after", "9")], 1.5),
            ([("retry-after", "0.5")], 0.5),
            ([("retry-after", "99999999")], 86_400), ([("retry-after", "-1")], nil), ([("retry-after", "soon")], nil),
            ([("retry-after", "inf")], nil), ([("retry-after", "1e9")], nil), ([("retry-after", "")], nil), ([], nil),
            ([("retry-after", "Sun, 06 Nov 1994 08:49:37 GMT"), ("date", "Sun, 06 Nov 1994 08:49:07 GMT")], 30),
            ([("retry-after", "Wed, 01 Mar 2000 00:00:00 GMT"), ("date", "Tue, 29 Feb 2000 23:59:50 GMT")], 10),
            ([("retry-after", "Sun, 06 Nov 1994 08:49:37 GMT"), ("date", "Sun, 06 Nov 1994 09:49:07 GMT")], 0),
            ([("retry-after", "Sun, 06 Nov 1994 08:49:37 GMT")], nil),
            ([("retry-after", "Sun, 06 Nov 1994 99:49:37 GMT"), ("date", "Sun, 06 Nov 1994 08:49:07 GMT")], nil),
        ] as [([(String, String)], Double?)]
    )
    func retryAfter(headers: [(String, String)], seconds: Double?) async throws {
        let headers = headers.map { (name: $0.0, value: $0.1) }
        for status in [429, 503] {
            let failure = await outcome(try provider(StubClient(status: status, headers: headers, body: "")), ask("x"))
                .failure
            #expect(failure?.retryAfter == seconds)
        }
        let final = await outcome(try provider(StubClient(status: 401, headers: headers, body: "")), ask("x")).failure
        #expect(final?.retryAfter == nil)
    }

    @Test("dates are counted as the calendar does")
    func dates() {
        #expect(RetryAfter.unixTime(ofHTTPDate: "Thu, 01 Jan 1970 00:00:00 GMT") == 0)
        #expect(RetryAfter.unixTime(ofHTTPDate: "Sun, 06 Nov 1994 08:49:37 GMT") == 784_111_777)
        #expect(RetryAfter.unixTime(ofHTTPDate: "Thu, 29 Feb 2024 12:00:00 GMT") == 1_709_208_000)
    }

    @Test("what passes may be tried again at once, unless it was cancelled or the provider says no")
    func finality() async throws {
        let saysNo = StubClient(status: 503, headers: [("x-should-retry", "false")], body: "")
        #expect(await outcome(try provider(saysNo), ask("x")).failure?.isTriedAgainAtOnce == false)
        #expect(
            await outcome(try provider(StubClient(status: 503, body: "")), ask("x")).failure?.isTriedAgainAtOnce == true
        )
        let cancelled = StubClient(.failure(OutboundFailure(.cancelled, "stop")))
        #expect(await outcome(try provider(cancelled), ask("x")).failure?.isTriedAgainAtOnce == false)
        #expect(
            await outcome(try provider(StubClient(status: 401, body: "")), ask("x")).failure?.isTriedAgainAtOnce
                == false
        )
    }

    @Test(
        "a failed call keeps its meaning",
        arguments: [
            (.timedOut, .timedOut), (.notConnected, .unreachable), (.broken, .unreachable), (.cancelled, .unreachable),
            (.forbidden, .badRequest), (.badRequest, .badRequest),
        ] as [(OutboundFailure.Kind, ProviderFailure.Kind)]
    )
    func outbound(from: OutboundFailure.Kind, to: ProviderFailure.Kind) async throws {
        let failure = await outcome(
            try provider(StubClient(.failure(OutboundFailure(from, "what happened")))),
            ask("x")
        ).failure
        #expect(failure?.kind == to && failure?.message.contains("what happened") == true)
    }
}
