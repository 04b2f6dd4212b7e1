// SPDX-License-Identifier: Apache-2.0
import Foundation
import Outbound
import TestServers
import Testing

@testable import Providers

@Suite("OpenAI: attachments and schemas", .timeLimit(.minutes(1)))
struct OpenAIAttachmentTests {
    private let answer = #"{"choices":[{"message":{"content":"x"}}]}"#

    private func attachment(_ type: String, _ bytes: [UInt8] = [0x89, 0x50, 0xFF], label: String = "")
        -> CompletionRequest.Part
    {
        .init(
            role: .user,
            kind: .attachment,
            label: label,
            text: "",
            attachment: Attachment(mediaType: type, sha256: "00", bytes: bytes)
        )
    }

    private func sent(_ request: CompletionRequest) async throws -> String {
        let client = StubClient(body: answer)
        _ = try await provider(client).complete(request, timeout: 7)
        return String(decoding: try #require(client.requests.first).body, as: UTF8.self)
    }

    @Test("text and pictures are content parts in their order")
    func picture() async throws {
        let text = try await sent(
            CompletionRequest(parts: [
                .init(role: .user, kind: .instruction, text: "a"), .init(role: .user, kind: .instruction, text: "b"),
                attachment("image/png"), .init(role: .user, kind: .instruction, text: "c"),
            ])
        )
        #expect(
            text == #"{"messages":[{"content":[{"text":"a\n\nb","type":"text"},"#
                + #"{"image_url":{"url":"data:image/png;base64,iVD/"},"type":"image_url"},"#
                + #"{"text":"c","type":"text"}],"role":"user"}],"model":"gpt-4o-mini"}"#
        )
    }

    @Test(
        "each kind has its form",
        arguments: [
            ("image/jpeg", #"{"image_url":{"url":"data:image/jpeg;base64,iVD/"},"type":"image_url"}"#),
            (
                "application/pdf",
                #"{"file":{"file_data":"data:application/pdf;base64,iVD/","filename":"Ü__x.pdf"},"type":"file"}"#
            ),
            ("audio/wav", #"{"input_audio":{"data":"iVD/","format":"wav"},"type":"input_audio"}"#),
            ("audio/mpeg", #"{"input_audio":{"data":"iVD/","format":"mp3"},"type":"input_audio"}"#),
        ]
    )
    func forms(type: String, form: String) async throws {
        let text = try await sent(CompletionRequest(parts: [attachment(type, label: "Ü/\"x")]))
        #expect(text.contains(form), "\(text)")
    }

    @Test("a text file is a fenced document")
    func textFile() async throws {
        let part = attachment("text/plain", Array("Hällo ```".utf8), label: "notes")
        let text = try await sent(CompletionRequest(parts: [part]))
        #expect(text.contains(#"````\nTitle: notes\n\nHällo ```\n````"#), "\(text)")
    }

    @Test(
        "what has no form is refused before anything is sent",
        arguments: [
            ("application/zip", [1]), ("text/plain", [0xFF, 0xFE]), ("image/tiff", [1]), ("video/mp4", [1]),
        ] as [(String, [UInt8])]
    )
    func refused(type: String, bytes: [UInt8]) async throws {
        let client = StubClient(body: answer)
        let failure = await outcome(try provider(client), CompletionRequest(parts: [attachment(type, bytes)])).failure
        #expect(failure?.kind == .unsupportedAttachment)
        #expect(failure?.message.contains(type) == true)
        #expect(client.requests.isEmpty)
    }

    @Test("an attachment that is not the user's is refused")
    func role() async throws {
        var part = attachment("image/png")
        part.role = .system
        let failure = await outcome(try provider(StubClient(body: answer)), CompletionRequest(parts: [part])).failure
        #expect(failure?.kind == .unsupportedAttachment)
    }

    @Test("the content of an attachment is not in a request's JSON, its hash is")
    func coded() throws {
        let bytes = try JSONEncoder().encode(attachment("image/png"))
        let text = String(decoding: bytes, as: UTF8.self)
        #expect(text.contains("sha256") && !text.contains("137"))
        let plain = try JSONEncoder().encode(CompletionRequest.Part(role: .user, kind: .document, text: "x"))
        #expect(!String(decoding: plain, as: UTF8.self).contains("attachment"))
    }

    @Test(
        "a schema is sent, and enforced where it can be",
        arguments: [
            (
                #"{"type":"object","properties":{"a":{"type":"string"}},"required":["a"],"additionalProperties":false}"#,
                true
            ),
            (
                #"{"type":"object","properties":{"a":{"type":"string"}},"required":[],"additionalProperties":false}"#,
                false
            ),
            (#"{"type":"object","properties":{"a":{"type":"string"}},"required":["a"]}"#, false),
            (
                #"{"type":"object","properties":{"a":{"type":"string","minLength":2}},"required":["a"],"additionalProperties":false}"#,
                false
            ),
            (#"{"type":"array","items":{"type":"string"}}"#, false),
            (
                #"{"type":"object","properties":{"a":{"type":"array","items":{"type":"object"}}},"required":["a"],"additionalProperties":false}"#,
                false
            ),
        ]
    )
    func schema(schema: String, isStrict: Bool) async throws {
        var request = ask("x")
        request.answerSchema = schema
        let text = try await sent(request)
        #expect(text.contains(#""response_format":{"json_schema":{"name":"answer","schema":{"#))
        #expect(text.contains(#""strict":true"#) == isStrict)
        #expect(!text.contains(#""strict":false"#))
    }

    @Test("a schema that is none is a mistake of the request", arguments: ["[", "[]", "true", "\"x\"", "{\"a\":}"])
    func noSchema(schema: String) async throws {
        let client = StubClient(body: answer)
        var request = ask("x")
        request.answerSchema = schema
        #expect(await outcome(try provider(client), request).failure?.kind == .badRequest)
        #expect(client.requests.isEmpty)
    }

    @Test("a strict endpoint takes all of it")
    func overSockets() async throws {
        try await withSharedProvider { server in
            let client = try CurlClient()
            defer { client.close() }
            let provider = try provider(client, baseURL: "http://127.0.0.1:\(server.port)/v1")
            var request = CompletionRequest(parts: [
                .init(role: .user, kind: .instruction, text: "look"),
                attachment("image/png", [UInt8](repeating: 7, count: 3_000_000)),
                attachment("application/pdf"), attachment("audio/wav"),
            ])
            request.answerSchema =
                #"{"type":"object","properties":{"said":{"type":"string"}},"required":["said"],"additionalProperties":false}"#
            let text = try await provider.complete(request, timeout: 30).text
            let object = try JSONDecoder().decode([String: String].self, from: Data(text.utf8))
            #expect(object["said"]?.contains("look [image_url] [file] [input_audio]") == true)
        }
    }
}
