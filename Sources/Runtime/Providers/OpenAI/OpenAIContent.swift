// SPDX-License-Identifier: Apache-2.0
internal import FoundationEssentials

/// A message's content: plain text where there is nothing else, which every server takes; a list of pieces with
/// attachments. See https://platform.openai.com/docs/api-reference/chat/create.
struct OpenAIContent: Equatable, ExpressibleByStringLiteral {
    enum Piece: Equatable {
        case text(String)
        case image(Attachment)
        case file(Attachment, name: String)
        case audio(Attachment, format: String)
    }
    private(set) var pieces: [Piece]

    init(_ piece: Piece) { pieces = [piece] }
    init(stringLiteral text: String) { pieces = [.text(text)] }

    /// Adds a piece; text to text with a blank line between.
    mutating func append(_ piece: Piece) {
        if case .text(let text) = piece, case .text(let before)? = pieces.last {
            pieces[pieces.count - 1] = .text(before + "\n\n" + text)
        } else {
            pieces.append(piece)
        }
    }
}

extension OpenAIContent: Encodable {
    func encode(to encoder: any Encoder) throws {
        if pieces.count == 1, case .text(let text) = pieces[0] {
            var value = encoder.singleValueContainer()
            try value.encode(text)
        } else {
            var values = encoder.unkeyedContainer()
            for piece in pieces { try values.encode(piece) }
        }
    }
}

extension OpenAIContent.Piece: Encodable {
    private enum CodingKeys: String, CodingKey {
        case type, text, file
        case image = "image_url"
        case audio = "input_audio"
    }

    func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        switch self {
        case .text(let text):
            try values.encode("text", forKey: .type)
            try values.encode(text, forKey: .text)
        case .image(let attachment):
            try values.encode("image_url", forKey: .type)
            try values.encode(["url": Self.dataURL(attachment)], forKey: .image)
        case .file(let attachment, let name):
            try values.encode("file", forKey: .type)
            try values.encode(["filename": name, "file_data": Self.dataURL(attachment)], forKey: .file)
        case .audio(let attachment, let format):
            try values.encode("input_audio", forKey: .type)
            try values.encode(["data": Data(attachment.bytes).base64EncodedString(), "format": format], forKey: .audio)
        }
    }

    private static func dataURL(_ attachment: Attachment) -> String {
        "data:\(attachment.mediaType);base64,\(Data(attachment.bytes).base64EncodedString())"
    }
}
