// SPDX-License-Identifier: Apache-2.0
internal import JSON

/// A message as chat completions take it: plain text where there is nothing else, which every server takes; a list of
/// pieces with attachments. See https://platform.openai.com/docs/api-reference/chat/create.
enum ChatContent {
    static func message(_ message: NeutralMessage) -> JSONValue {
        .object([
            ("content", message.text.map { .string($0) } ?? .array(message.pieces.map(piece))),
            ("role", .string(message.role.rawValue)),
        ])
    }

    private static func piece(_ piece: NeutralMessage.Piece) -> JSONValue {
        switch piece {
        case .text(let text): .object([("text", .string(text)), ("type", .string("text"))])
        case .image(let attachment):
            .object([
                ("image_url", .object([("url", .string(RequestJSON.dataURL(attachment)))])),
                ("type", .string("image_url")),
            ])
        case .file(let attachment, let name):
            .object([
                (
                    "file",
                    .object([("file_data", .string(RequestJSON.dataURL(attachment))), ("filename", .string(name))])
                ),
                ("type", .string("file")),
            ])
        case .audio(let attachment, let format):
            .object([
                (
                    "input_audio",
                    .object([("data", .string(RequestJSON.base64(attachment))), ("format", .string(format))])
                ),
                ("type", .string("input_audio")),
            ])
        }
    }
}
