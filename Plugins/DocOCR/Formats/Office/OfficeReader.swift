// SPDX-License-Identifier: Apache-2.0
public import DocumentModel

/// Reads the office formats that are XML in a ZIP archive: DOCX, PPTX, XLSX, ODT, ODS and ODP.
///
/// What a reader takes is bounded by `ReadingLimits`: by what came out of the archive and not by what its headers
/// promise. No file is opened, nothing is fetched. Calls block, and are independent of one another.
public enum OfficeReader {
    public typealias Kind = OfficeKind

    /// Which of the formats the bytes are, by their content; nil when they are none of them.
    public static func kind(of bytes: UnsafeRawBufferPointer) -> Kind? {
        guard isArchive(bytes), let package = try? open(bytes, limits: ReadingLimits()) else { return nil }
        return (try? OfficeDetection(package))?.kind
    }

    /// The document's blocks in reading order, its title, and what was left out.
    ///
    /// - Parameter bytes: the whole file; they are read while the call lasts.
    /// - Throws: `unsupported` for what is none of the formats, `encrypted`, `damaged`, `tooLarge`, or `noText`.
    public static func read(_ bytes: UnsafeRawBufferPointer, limits: ReadingLimits) throws(ReadingError) -> ReadDocument
    {
        guard isArchive(bytes) else { throw notAnArchive(bytes) }
        let package = try open(bytes, limits: limits)
        guard let detection = try OfficeDetection(package) else {
            throw ReadingError(
                .unsupported,
                "The file is a ZIP archive, but none of the office formats that are read "
                    + "(DOCX, PPTX, XLSX, ODT, ODS, ODP). Upload the documents in it one by one."
            )
        }
        package.archive.label = detection.kind.label
        var document =
            switch detection.kind {
            case .docx: try WordReader.read(package, part: detection.part)
            case .pptx: try PresentationReader.read(package, part: detection.part)
            case .xlsx: try WorkbookReader.read(package, part: detection.part)
            case .odt, .ods, .odp: try OpenDocumentReader.read(package, kind: detection.kind, part: detection.part)
            }
        document.title = try title(package, detection.kind)
        return document
    }

    private static func open(
        _ bytes: UnsafeRawBufferPointer,
        limits: ReadingLimits
    ) throws(ReadingError) -> OfficePackage {
        try OfficePackage(try ZipArchive(bytes, label: "a ZIP archive", limits: limits), limits: limits)
    }

    private static func title(_ package: OfficePackage, _ kind: Kind) throws(ReadingError) -> String? {
        switch kind {
        case .odt, .ods, .odp: try package.title(in: "meta.xml")
        case .docx, .pptx, .xlsx:
            try package.title(in: package.relationships(of: "").first("core-properties") ?? "docProps/core.xml")
        }
    }

    /// ZIP's local header or, for an empty archive, the end of its list.
    private static func isArchive(_ bytes: UnsafeRawBufferPointer) -> Bool {
        bytes.count >= 22 && bytes[0] == 0x50 && bytes[1] == 0x4B && (bytes[2] == 3 || bytes[2] == 5 || bytes[2] == 7)
    }

    /// A protected OOXML file is a compound file with the whole archive as a stream in it (MS-OFFCRYPTO 2.3.4).
    private static func notAnArchive(_ bytes: UnsafeRawBufferPointer) -> ReadingError {
        let compound: [UInt8] = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]
        if bytes.starts(with: compound), CompoundFile.names(bytes, "EncryptedPackage") {
            return ReadingError(
                .encrypted,
                "The file is an office document that is protected by a password. "
                    + "Save it without one and upload it again."
            )
        }
        return ReadingError(
            .unsupported,
            "The file is none of the office formats that are read (DOCX, PPTX, XLSX, ODT, ODS, ODP)."
        )
    }
}
