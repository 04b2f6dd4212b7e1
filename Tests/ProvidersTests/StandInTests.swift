// SPDX-License-Identifier: Apache-2.0
import Foundation
import Outbound
import TestServers
import Testing

/// The stand-in is as strict as the vendors: what they would refuse, it refuses, in their words.
@Suite("The stand-in for the vendors", .timeLimit(.minutes(1)))
struct StandInTests {
    private func post(
        _ api: API,
        _ body: String,
        drop: String? = nil,
        more: [(name: String, value: String)] = []
    ) async throws -> (status: Int, error: [String: Any]) {
        let path = [API.chat: "/v1/chat/completions", .responses: "/v1/responses", .messages: "/v1/messages"][api]
        var headers = [(name: "Content-Type", value: "application/json")]
        if api == .messages {
            headers += [("x-api-key", keyText), ("anthropic-version", "2023-06-01")]
        } else {
            headers.append(("Authorization", "Bearer \(keyText)"))
        }
        headers.removeAll { $0.name == drop }
        headers += more
        return try await withSharedProvider { [headers] server in
            let client = try CurlClient()
            defer { client.close() }
            let response = try await client.send(
                OutboundRequest(
                    url: "http://127.0.0.1:\(server.port)\(path ?? "")",
                    headers: headers,
                    body: Array(body.utf8),
                    timeout: 20,
                    destinations: try loopback()
                )
            )
            let answer = try JSONSerialization.jsonObject(with: Data(response.body)) as? [String: Any]
            if response.status != 200, api == .messages { #expect(answer?["type"] as? String == "error") }
            return (response.status, answer?["error"] as? [String: Any] ?? [:])
        }
    }

    private static let good: [API: String] = [
        .chat: #"{"model":"m","messages":[{"role":"user","content":"x"}]}"#,
        .responses: #"{"model":"m","input":[{"role":"user","content":"x"}]}"#,
        .messages: #"{"model":"m","max_tokens":5,"messages":[{"role":"user","content":"x"}]}"#,
    ]

    @Test("takes the least that a vendor takes", arguments: API.allCases)
    func good(api: API) async throws {
        #expect(try await post(api, Self.good[api] ?? "").status == 200)
    }

    @Test(
        "refuses unknown members, wrong types and missing ones with the vendor's error",
        arguments: [
            (.chat, #"{"messages":[{"role":"user","content":"x"}]}"#),
            (.chat, #"{"model":"m","messages":[]}"#), (.chat, #"{"model":"m","messages":"x"}"#),
            (.chat, #"{"model":"m","messages":[{"role":"user","content":"x"}],"max_output_tokens":5}"#),
            (.chat, #"{"model":"m","messages":[{"role":"user","content":"x"}],"temperature":"0.3"}"#),
            (.chat, #"{"model":"m","messages":[{"role":"user","content":[{"type":"input_text","text":"x"}]}]}"#),
            (.responses, #"{"model":"m","messages":[{"role":"user","content":"x"}]}"#),
            (.responses, #"{"model":"m","input":[{"role":"user","content":"x"}],"max_tokens":5}"#),
            (.responses, #"{"model":"m","input":[{"role":"user","content":[{"type":"text","text":"x"}]}]}"#),
            (
                .responses,
                #"{"model":"m","input":[{"role":"user","content":"x"}],"text":{"format":{"type":"json_schema","name":"a","schema":{"type":"object"},"strict":true}}}"#
            ),
            (.messages, #"{"model":"m","messages":[{"role":"user","content":"x"}]}"#),
            (.messages, #"{"model":"m","max_tokens":"5","messages":[{"role":"user","content":"x"}]}"#),
            (.messages, #"{"model":"m","max_tokens":5,"messages":[{"role":"system","content":"x"}]}"#),
            (.messages, #"{"model":"m","max_tokens":5,"messages":[{"role":"assistant","content":"x"}]}"#),
            (.messages, #"{"model":"m","max_tokens":5,"messages":[{"role":"user","content":""}]}"#),
            (.messages, #"{"model":"m","max_tokens":5,"temperature":1,"messages":[{"role":"user","content":"x"}]}"#),
            (
                .messages,
                #"{"model":"m","max_tokens":5,"messages":[{"role":"user","content":[{"type":"image","source":{"type":"base64","media_type":"image/tiff","data":"eA=="}}]}]}"#
            ),
            (.chat, "no JSON"), (.responses, "[]"), (.messages, "{"),
        ] as [(API, String)]
    )
    func wrongBody(api: API, body: String) async throws {
        let (status, error) = try await post(api, body)
        #expect(status == 400 && error["type"] as? String == "invalid_request_error", "\(body)")
    }

    @Test(
        "refuses missing and doubled headers with the vendor's error",
        arguments: [
            (.chat, "Authorization", nil, 401), (.responses, "Authorization", nil, 401),
            (.messages, "x-api-key", nil, 401), (.messages, "", "Authorization: Bearer k", 401),
            (.messages, "anthropic-version", nil, 400),
            (.messages, "anthropic-version", "anthropic-version: 2020-01-01", 400),
            (.chat, "Content-Type", "Content-Type: text/plain", 400),
            (.messages, "Content-Type", "Content-Type: text/plain", 400),
        ] as [(API, String, String?, Int)]
    )
    func wrongHeaders(api: API, drop: String, more: String?, status: Int) async throws {
        let words = more?.split(separator: ": ", maxSplits: 1).map(String.init)
        let extra = words.map { [(name: $0[0], value: $0[1])] } ?? []
        let found = try await post(api, Self.good[api] ?? "", drop: drop, more: extra)
        let kind = status == 400 ? "invalid_request_error" : api == .messages ? "authentication_error" : nil
        #expect(found.status == status)
        if let kind { #expect(found.error["type"] as? String == kind) }
    }
}
