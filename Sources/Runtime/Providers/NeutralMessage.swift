// SPDX-License-Identifier: Apache-2.0

/// One message of a request, before a vendor's form.
struct NeutralMessage: Equatable {
    enum Piece: Equatable {
        case text(String)
        case image(Attachment)
        /// A PDF.
        case file(Attachment, name: String)
        case audio(Attachment, format: String)
    }
    var role: CompletionRequest.Part.Role
    private(set) var pieces: [Piece]

    init(_ role: CompletionRequest.Part.Role, _ piece: Piece) {
        self.role = role
        pieces = [piece]
    }

    /// The text, where there is nothing else.
    var text: String? {
        if pieces.count == 1, case .text(let text) = pieces[0] { text } else { nil }
    }

    /// Adds a piece; text to text with a blank line between.
    mutating func append(_ piece: Piece) {
        if case .text(let text) = piece, case .text(let before)? = pieces.last {
            pieces[pieces.count - 1] = .text(before + "\n\n" + text)
        } else {
            pieces.append(piece)
        }
    }
}

extension NeutralMessage {
    /// Puts neutral parts into messages: consecutive parts of one role are one message, their texts joined by a blank
    /// line.
    /// - Throws: `unsupportedAttachment` for one that the provider has no form for; `badRequest` when nothing is left.
    static func messages(
        of parts: [CompletionRequest.Part],
        provider: String,
        takesAudio: Bool
    ) throws(ProviderFailure) -> [NeutralMessage] {
        var messages = [NeutralMessage]()
        for part in parts {
            guard let piece = try piece(of: part, provider, takesAudio) else { continue }
            if let last = messages.indices.last, messages[last].role == part.role {
                messages[last].append(piece)
            } else {
                messages.append(NeutralMessage(part.role, piece))
            }
        }
        guard !messages.isEmpty else {
            throw ProviderFailure(.badRequest, "the request to \(provider) holds no text; a task must send a part")
        }
        return messages
    }

    private static func piece(
        of part: CompletionRequest.Part,
        _ provider: String,
        _ takesAudio: Bool
    ) throws(ProviderFailure) -> Piece? {
        if let attachment = part.attachment { return try attached(attachment, part, provider, takesAudio) }
        let text = part.kind == .document ? DocumentFence.text(of: part) : part.text
        return text.isEmpty ? nil : .text(text)
    }

    private static func attached(
        _ attachment: Attachment,
        _ part: CompletionRequest.Part,
        _ provider: String,
        _ takesAudio: Bool
    ) throws(ProviderFailure) -> Piece {
        guard part.role == .user else {
            throw ProviderFailure(.unsupportedAttachment, "\(provider) takes attachments of the user's role alone")
        }
        switch attachment.mediaType {
        case "image/png", "image/jpeg", "image/gif", "image/webp": return .image(attachment)
        case "application/pdf": return .file(attachment, name: fileName(part.label))
        case "audio/wav" where takesAudio, "audio/x-wav" where takesAudio: return .audio(attachment, format: "wav")
        case "audio/mpeg" where takesAudio, "audio/mp3" where takesAudio: return .audio(attachment, format: "mp3")
        default:
            if attachment.mediaType.hasPrefix("text/") || attachment.mediaType == "application/json",
                let text = String(validating: attachment.bytes, as: UTF8.self)
            {
                var document = part
                document.text = text
                return .text(DocumentFence.text(of: document))
            }
            let audio = takesAudio ? "WAV, MP3 " : ""
            throw ProviderFailure(
                .unsupportedAttachment,
                "\(provider) takes PNG, JPEG, GIF, WebP, PDF, \(audio)and UTF-8 text, no \(attachment.mediaType)"
            )
        }
    }

    /// A name of harmless characters, for a field that servers may use as one.
    private static func fileName(_ label: String) -> String {
        let kept = label.unicodeScalars.prefix(100).map { scalar -> Character in
            let isFine =
                scalar.properties.isAlphabetic || scalar.properties.numericType != nil
                || " -_.".contains(Character(scalar))
            return isFine ? Character(scalar) : "_"
        }
        let name = kept.isEmpty ? "document" : String(kept)
        return name.lowercased().hasSuffix(".pdf") ? name : name + ".pdf"
    }
}
