// SPDX-License-Identifier: Apache-2.0
import Providers

/// Requests that use everything that a wire format has.
enum Requests {
    private static let picture = attachment("image/png", [0x89, 0x50, 0x4E, 0x47])
    private static let schemas = [
        // Enforced by all.
        #"{"type":"object","properties":{"said":{"type":"string"}},"required":["said"],"additionalProperties":false}"#,
        // Enforced by Anthropic alone: a member may be left out.
        #"{"type":"object","properties":{"said":{"type":"string"},"why":{"type":"array","items":{"type":"string"}}},"required":["said"],"additionalProperties":false}"#,
        // Enforced by nobody.
        #"{"type":"object","properties":{"said":{"type":"string","minLength":2}}}"#,
    ]

    /// Every form of content at once.
    static func full(_ api: API) -> CompletionRequest {
        var parts: [CompletionRequest.Part] = [
            .init(role: .system, kind: .instruction, text: "Be brief."),
            .init(role: .user, kind: .instruction, text: "What is this?"), picture,
            attachment("application/pdf", [0x25, 0x50, 0x44, 0x46], label: "Ünder/\"x"),
            attachment("text/plain", Array("some ``` text".utf8), label: "notes"),
            .init(role: .assistant, kind: .instruction, text: "A picture."),
            .init(role: .user, kind: .instruction, text: "And now?"),
        ]
        if api == .chat { parts.append(attachment("audio/wav", [1, 2, 3])) }
        return CompletionRequest(
            parts: parts,
            model: "a-model",
            temperature: 0.25,
            maximumOutputTokens: 77,
            answerSchema: schemas[0]
        )
    }

    /// One of each kind.
    static func all(_ api: API) -> [CompletionRequest] {
        let plain = CompletionRequest(parts: [.init(role: .user, kind: .instruction, text: "plain")])
        let system = CompletionRequest(parts: [.init(role: .system, kind: .instruction, text: "only the system")])
        let late = CompletionRequest(parts: [
            .init(role: .user, kind: .document, label: "title", text: "document"),
            .init(role: .system, kind: .instruction, text: "late system"),
            .init(role: .user, kind: .instruction, text: "end"),
        ])
        let withSchemas = schemas.map { schema in
            CompletionRequest(
                parts: [.init(role: .user, kind: .instruction, text: "as JSON")],
                answerSchema: schema
            )
        }
        return [plain, system, late, full(api)] + withSchemas
    }

    private static func attachment(
        _ type: String,
        _ bytes: [UInt8],
        label: String = ""
    ) -> CompletionRequest.Part {
        .init(
            role: .user,
            kind: .attachment,
            label: label,
            text: "",
            attachment: Attachment(mediaType: type, sha256: "00", bytes: bytes)
        )
    }
}
