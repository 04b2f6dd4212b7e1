// SPDX-License-Identifier: Apache-2.0
import DocumentModel
import TaskKit

/// What came of reading a file, as the cache keeps it.
struct Reading: Sendable, Codable {
    var document: ReadDocument
    /// As people call it: `a PDF file`.
    var fileType: String
    /// Of the file, lowercase hexadecimal.
    var sha256: String
    var facts = Facts()

    struct Facts: Sendable, Codable {
        /// 0 for what has none.
        var pages = 0
        var ocrPages = 0
        var lostPages = 0
        /// Pages that were not simply a text layer, each with how it was read and why; at most 1,000.
        var notes: [PageNote] = []
    }
}

/// How a page was read, and why so.
struct PageNote: Sendable, Codable, Hashable {
    enum Source: String, Sendable, Codable { case ocr, lost, empty }
    /// From 1.
    var page: Int
    var source: Source
    var reason: String
}
