// SPDX-License-Identifier: Apache-2.0
import TaskKit

/// What a site, or one job, may say about its summaries. Without any of it: 120 words of prose in the post's own
/// language, by the site's model.
struct Settings: Decodable, SchemaDescribing {
    enum Form: String, Decodable, CaseIterable { case prose, bullets }

    var words: Int?
    /// `neutral`, `friendly`, `formal`, `persuasive`, or words of one's own.
    var tone: String?
    /// A BCP 47 tag.
    var language: String?
    var model: String?
    var form: Form?

    static let fieldNotes: [String: FieldNote] = [
        "words": FieldNote("Length of the summary in words.", range: 20...1000),
        "tone": FieldNote("neutral, friendly, formal, persuasive, or words of one's own.", length: 1...100),
        "language": FieldNote("BCP 47 tag of the summary's language, such as de or pt-BR.", length: 2...35),
        "model": FieldNote("Model to ask instead of the site's.", length: 1...256),
    ]

    var length: Int { words ?? 120 }

    /// What the model is told. The post's words are no part of it.
    /// - Throws: `TaskError`, permanent, `bad_settings`.
    func instruction() throws(TaskError) -> String {
        var text = "Write a \(length)-word executive summary of this post"
        if form == .bullets { text += " as a list of bullet points, each on a line that begins with \"- \"" }
        if let language {
            text += ", in the language with the BCP 47 tag \(try Self.checked(language: language))."
        } else {
            text += ", in the post's own language."
        }
        if let tone { text += " Tone: \(try Self.checked(tone: tone))." }
        return text
    }

    /// Letters, digits and hyphens as tags have them; which tags there are is left to the model.
    private static func checked(language: String) throws(TaskError) -> String {
        let subtags = language.split(separator: "-", omittingEmptySubsequences: false)
        let isTag = subtags.enumerated().allSatisfy { index, subtag in
            (index == 0 ? 2...8 : 1...8).contains(subtag.utf8.count)
                && subtag.utf8.allSatisfy { byte in
                    switch byte {
                    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
                    case UInt8(ascii: "0")...UInt8(ascii: "9"): index > 0
                    default: false
                    }
                }
        }
        guard isTag else {
            throw TaskError(
                .permanent,
                code: "bad_settings",
                message: "the settings: member `language` must be a BCP 47 tag such as `de` or `pt-BR`"
            )
        }
        return language
    }

    /// One line of words: what could pass for an instruction of its own is refused.
    private static func checked(tone: String) throws(TaskError) -> String {
        let isLine = tone.unicodeScalars.allSatisfy { !$0.properties.isWhitespace || $0 == " " }
        let isPlain = tone.unicodeScalars.allSatisfy {
            switch $0.properties.generalCategory {
            case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator: false
            default: true
            }
        }
        guard isLine, isPlain, tone.contains(where: { !$0.isWhitespace }) else {
            throw TaskError(
                .permanent,
                code: "bad_settings",
                message: "the settings: member `tone` must be neutral, friendly, formal, persuasive, or one line of "
                    + "1 to 100 characters without control characters"
            )
        }
        return tone
    }
}
