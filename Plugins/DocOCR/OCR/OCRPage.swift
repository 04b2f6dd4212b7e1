// SPDX-License-Identifier: Apache-2.0
public import DocumentModel

/// A page that was read from pixels.
public struct OCRPage: Sendable, Hashable, Codable {
    public var blocks: [Block]
    /// 0 to 100, the mean over all characters; 0 where there is none.
    public var confidence: Double
    /// Quarters that the page was turned clockwise to be read.
    public var quarters: Int
    /// As Tesseract names them, joined with `+`.
    public var languages: String

    public init(blocks: [Block], confidence: Double, quarters: Int, languages: String) {
        self.blocks = blocks
        self.confidence = confidence
        self.quarters = quarters
        self.languages = languages
    }
}

/// Why a page was not read from pixels.
public enum OCRFailure: Error, Sendable, Hashable {
    /// It took longer than it may.
    case timedOut
    case unreadable(ReadingError)
}
