// SPDX-License-Identifier: Apache-2.0
import TaskKit

/// What a site, or one job, may say about its documents. Without any of it: contract B's chunks of 1,200 words with 150
/// of overlap, English where a page is a picture, the site's model.
struct DocumentSettings: Decodable, SchemaDescribing, Sendable {
    enum OCRUse: String, Decodable, CaseIterable, Sendable { case auto, never, always }

    /// BCP 47 tags of the languages that pictures of pages are read in.
    var languages: [String]?
    var ocr: OCRUse?
    var chunkWords: Int?
    var chunkOverlap: Int?
    /// Instead of words.
    var chunkTokens: Int?
    /// What one model call may hold.
    var windowTokens: Int?
    var parallelCalls: Int?
    /// The share of a long document's words that a model gets to see.
    var preselect: Double?
    /// Words from which a document is long.
    var preselectOver: Int?
    var summaryWords: Int?
    var summaryLanguage: String?
    var model: String?
    var partPrompt: String?
    var combinePrompt: String?
    var storeText: Bool?

    enum CodingKeys: String, CodingKey {
        case languages, ocr, preselect, model
        case chunkWords = "chunk_words"
        case chunkOverlap = "chunk_overlap"
        case chunkTokens = "chunk_tokens"
        case windowTokens = "window_tokens"
        case parallelCalls = "parallel_calls"
        case preselectOver = "preselect_over"
        case summaryWords = "summary_words"
        case summaryLanguage = "summary_language"
        case partPrompt = "part_prompt"
        case combinePrompt = "combine_prompt"
        case storeText = "store_text"
    }

    static let fieldNotes: [String: FieldNote] = [
        "chunk_words": FieldNote("Words of a chunk.", range: 50...20_000),
        "chunk_overlap": FieldNote("Words, or with chunk_tokens tokens, that two chunks share.", range: 0...5_000),
        "chunk_tokens": FieldNote("Tokens of a chunk, instead of words.", range: 100...200_000),
        "window_tokens": FieldNote("Tokens of text in one model call.", range: 500...2_000_000),
        "parallel_calls": FieldNote("Model calls at once.", range: 1...64),
        "summary_words": FieldNote("Length of the summary in words.", range: 50...5_000),
        "summary_language": FieldNote(
            "BCP 47 tag of the summary's language; without it the document's.",
            length: 2...35
        ),
        "model": FieldNote("Model to ask instead of the site's.", length: 1...256),
        "part_prompt": FieldNote(
            "What a model is told about each part; {part} and {parts} are replaced.",
            length: 1...8_000
        ),
        "combine_prompt": FieldNote("What a model is told about joining the parts' summaries.", length: 1...8_000),
    ]

    /// - Throws: `TaskError`, permanent, `bad_settings`.
    func checked() throws(TaskError) -> DocumentSettings {
        func refuse(_ member: String, _ what: String) -> TaskError {
            TaskError(.permanent, code: "bad_settings", message: "the settings: member `\(member)` must be \(what)")
        }
        if let preselect, !(preselect > 0 && preselect <= 1) {
            throw refuse("preselect", "a number above 0, at most 1")
        }
        if let chunkWords, !(50...20_000).contains(chunkWords) { throw refuse("chunk_words", "50 to 20000") }
        if let chunkTokens, !(100...200_000).contains(chunkTokens) { throw refuse("chunk_tokens", "100 to 200000") }
        if let chunkOverlap, chunkOverlap < 0 || chunkOverlap * 2 > (chunkTokens ?? chunkWords ?? 1_200) {
            throw refuse("chunk_overlap", "at least 0 and at most half a chunk")
        }
        if let parallelCalls, !(1...64).contains(parallelCalls) { throw refuse("parallel_calls", "1 to 64") }
        if let summaryLanguage, !Self.isTag(summaryLanguage) {
            throw refuse("summary_language", "a BCP 47 tag such as `de` or `pt-BR`")
        }
        if let languages, languages.count > 8 || !languages.allSatisfy({ Self.isTag($0) }) {
            throw refuse("languages", "at most 8 BCP 47 tags such as `de` or `zh-Hant`")
        }
        return self
    }

    /// Letters, digits and hyphens as tags have them, and underscores as Tesseract's own names do.
    private static func isTag(_ text: String) -> Bool {
        (2...35).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
                    true
                default: false
                }
            }
    }
}
