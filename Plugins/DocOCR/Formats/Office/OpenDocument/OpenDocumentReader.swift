// SPDX-License-Identifier: Apache-2.0
import DocumentModel

/// Reads OpenDocument texts, spreadsheets and presentations (ODT, ODS, ODP).
enum OpenDocumentReader {
    /// Whether the manifest says that the content is encrypted (OpenDocument 1.2 part 3, 4.8.4): to the archive the
    /// member is plain bytes then.
    private final class Manifest: XMLHandler {
        typealias Name = OpenDocumentName
        private(set) var isEncrypted = false
        private var isContent = false

        func start(_ name: Name, _ attributes: borrowing XMLAttributes<Name>) -> Bool {
            switch name {
            case .encryptedFile:
                isContent =
                    attributes.equals(.path, "content.xml") || attributes.equals(.path, "encrypted-package")
            case .encryption: if isContent { isEncrypted = true }
            default: break
            }
            return true
        }
    }

    static func read(_ package: OfficePackage, kind: OfficeKind, part: String) throws(ReadingError) -> ReadDocument {
        let manifest = Manifest()
        try package.read("META-INF/manifest.xml", to: manifest)
        guard !manifest.isEncrypted else {
            throw ReadingError(
                .encrypted,
                "The file is \(package.label) that is protected by a password. "
                    + "Save it without one and upload it again."
            )
        }
        let styles = OpenDocumentStyles()
        try package.read("styles.xml", to: styles)
        var collector = BlockCollector(limits: package.limits)
        if kind == .ods {
            let sheets = OpenDocumentSheets(collector, styles: styles)
            guard try package.read(part, to: sheets) else { throw package.missing(part) }
            sheets.finish()
            collector = sheets.collector
        } else {
            let story = OpenDocumentStory(sink: BlockSink(collector, limits: package.limits), styles: styles)
            guard try package.read(part, to: story) else { throw package.missing(part) }
            story.finish()
            collector = story.sink.collector
            if story.hiddenPages > 0 { collector.warn("hidden slides were left out: \(story.hiddenPages)") }
        }
        return try package.finish(collector)
    }
}
