// SPDX-License-Identifier: Apache-2.0
import DocumentModel

/// Tells documents in OLE2 containers by the entries of the container's directory. Source: [MS-CFB].
enum CompoundFileLook {
    static func kind(of bytes: UnsafeRawBufferPointer) throws(ReadingError) -> FileKind {
        guard let directory = CompoundDirectory(bytes) else {
            throw ReadingError(.damaged, "the file is an old Office document that is cut or broken: send it again")
        }
        let entries = directory.entries
        if entries["EncryptedPackage"] != nil {
            throw ReadingError(
                .encrypted,
                "the file is an Office document with a password: save it without one and send it again"
            )
        }
        if let word = entries["WordDocument"] {
            // FIB.fEncrypted, a bit in the 12th byte. Source: [MS-DOC] 2.5.2.
            if let flags = directory.byte(11, of: word), flags & 1 != 0 {
                throw ReadingError(
                    .encrypted,
                    "the file is a Word 97 file with a password: save it without one and send it again"
                )
            }
            return .doc
        }
        if entries["Workbook"] != nil || entries["Book"] != nil {
            throw Unreadable.error("an Excel workbook from before 2007 (xls): save it as xlsx")
        }
        if entries["PowerPoint Document"] != nil {
            throw Unreadable.error("a PowerPoint presentation from before 2007 (ppt): save it as pptx")
        }
        if entries["__properties_version1.0"] != nil { throw Unreadable.error("an Outlook message") }
        if entries["VisioDocument"] != nil { throw Unreadable.error("a Visio drawing") }
        if entries["HwpSummaryInformation"] != nil || entries["\u{5}HwpSummaryInformation"] != nil {
            throw Unreadable.error("a Hangul document (hwp)")
        }
        throw Unreadable.error("an old Office container without a document in it")
    }
}
