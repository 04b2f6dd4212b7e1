// SPDX-License-Identifier: Apache-2.0
import DocumentModel

/// An office file that is open: its archive, and how its parts are read.
final class OfficePackage {
    let archive: ZipArchive
    let limits: ReadingLimits
    let dictionary: XMLDictionary
    /// Parts that broke off, as people are told.
    private(set) var broken: [String] = []

    init(_ archive: ZipArchive, limits: ReadingLimits) throws(ReadingError) {
        self.archive = archive
        self.limits = limits
        guard let dictionary = XMLDictionary() else {
            throw ReadingError(.tooLarge, "The file is \(archive.label), and there is no memory left to read it.")
        }
        self.dictionary = dictionary
    }

    var label: String { archive.label }

    /// Reads a part to a handler.
    /// - Returns: false when the file has no such part.
    @discardableResult
    func read<Handler: XMLHandler>(_ part: String, to handler: Handler) throws(ReadingError) -> Bool {
        let source: MemberStream
        do throws(ReadingError) {
            guard let member = try archive.member(part) else { return false }
            source = member
        } catch  where error.code == .damaged {
            noteBroken(part)
            return true
        }
        let outcome = try XMLPart.read(
            source,
            to: handler,
            dictionary: dictionary,
            limits: limits,
            label: label,
            part: part
        )
        if outcome == .broken { noteBroken(part) }
        return true
    }

    private func noteBroken(_ part: String) { if broken.count < 32 { broken.append(PartName.shown(part)) } }

    /// The relationships of a part, none when it has no list of them.
    func relationships(of part: String) throws(ReadingError) -> Relationships {
        let list = Relationships(part: part)
        try read(PartName.relationships(of: part), to: list)
        return list
    }

    /// The document's title as its properties have it.
    func title(in part: String) throws(ReadingError) -> String? {
        let reader = TitleReader()
        try read(part, to: reader)
        return reader.title
    }

    func missing(_ part: String) -> ReadingError {
        ReadingError(
            .damaged,
            "The file is \(label), but its main part \(PartName.shown(part)) is missing. Save it anew."
        )
    }

    /// What was gathered, unless there is nothing in it.
    func finish(_ collector: BlockCollector) throws(ReadingError) -> ReadDocument {
        var document = collector.document
        for part in broken {
            document.warn("the part \(part) of the file is damaged: what stood behind the damage is missing")
        }
        guard document.blocks.isEmpty else { return document }
        if let part = broken.first {
            throw ReadingError(
                .damaged,
                "The file is \(label), but its part \(part) is damaged so early that no text was found. Save it anew."
            )
        }
        throw ReadingError(
            .noText,
            document.hiddenCharacters > 0
                ? "The file is \(label), and all text in it is hidden."
                : "The file is \(label), and holds no text (pictures in it are not read)."
        )
    }
}
