// SPDX-License-Identifier: Apache-2.0
import CZip
import DocumentModel

/// Tells documents that are zip archives by the names of their members. C types of libzip stop here.
enum ZipLook {
    /// So many names are looked at.
    private static let most: zip_int64_t = 10_000

    static func kind(of bytes: UnsafeRawBufferPointer) throws(ReadingError) -> FileKind {
        guard let names = Members(bytes) else {
            throw ReadingError(
                .damaged,
                "the file is a zip archive or an Office document that is cut or broken: send it again"
            )
        }
        if let type = names.mediaType, let known = try openDocument(type) { return known }
        if names.has("[content_types].xml") { return try office(names) }
        if names.has("meta-inf/container.xml") { throw Unreadable.error("an EPUB book") }
        if names.has("androidmanifest.xml") { throw Unreadable.error("an Android app") }
        if names.has("meta-inf/manifest.mf") { throw Unreadable.error("a Java archive") }
        if names.has("index/document.iwa") || names.has("index.zip") || names.has("index/presentation.iwa") {
            throw Unreadable.error("a document of Apple's iWork")
        }
        throw Unreadable.error("a zip archive without a document in it")
    }

    /// - Returns: nil for a type that says nothing.
    private static func openDocument(_ type: String) throws(ReadingError) -> FileKind? {
        let prefix = "application/vnd.oasis.opendocument."
        switch type {
        case prefix + "text", prefix + "text-template", prefix + "text-master": return .odt
        case prefix + "spreadsheet", prefix + "spreadsheet-template":
            throw Unreadable.error("an OpenDocument spreadsheet")
        case prefix + "presentation", prefix + "presentation-template":
            throw Unreadable.error("an OpenDocument presentation")
        case "application/epub+zip": throw Unreadable.error("an EPUB book")
        case _ where type.hasPrefix(prefix): throw Unreadable.error("an OpenDocument file that is no text")
        default: return nil
        }
    }

    private static func office(_ names: Members) throws(ReadingError) -> FileKind {
        if names.has("xl/workbook.bin") { throw Unreadable.error("a binary Excel workbook (xlsb)") }
        // The main part may have another name; its folder is the same.
        if names.has("word/document.xml") { return .docx }
        if names.has("ppt/presentation.xml") { return .pptx }
        if names.has("xl/workbook.xml") { return .xlsx }
        if names.hasFolder("word/") { return .docx }
        if names.hasFolder("ppt/") { return .pptx }
        if names.hasFolder("xl/") { return .xlsx }
        if names.hasFolder("visio/") { throw Unreadable.error("a Visio drawing") }
        throw Unreadable.error("an Office file without a document in it")
    }

    /// The names of an archive's members, in lower case, and what its member `mimetype` says.
    private struct Members {
        private var names: Set<String> = []
        private(set) var mediaType: String?

        init?(_ bytes: UnsafeRawBufferPointer) {
            var error = zip_error_t()
            zip_error_init(&error)
            defer { zip_error_fini(&error) }
            // The bytes stay the caller's and outlive the archive.
            guard let source = zip_source_buffer_create(bytes.baseAddress, zip_uint64_t(bytes.count), 0, &error) else {
                return nil
            }
            guard let archive = zip_open_from_source(source, ZIP_RDONLY, &error) else {
                zip_source_free(source)
                return nil
            }
            // Closing takes the source with it.
            defer { zip_discard(archive) }
            for index in 0..<min(zip_get_num_entries(archive, 0), most) {
                guard let name = zip_get_name(archive, zip_uint64_t(index), zip_flags_t(ZIP_FL_ENC_RAW)) else {
                    continue
                }
                let text = String(cString: name).replacing("\\", with: "/").lowercased()
                names.insert(text)
                if text == "mimetype" { mediaType = Self.beginning(archive, zip_uint64_t(index)) }
            }
        }

        private static func beginning(_ archive: OpaquePointer, _ index: zip_uint64_t) -> String? {
            guard let file = zip_fopen_index(archive, index, 0) else { return nil }
            defer { zip_fclose(file) }
            var buffer = [UInt8](repeating: 0, count: 128)
            let count = zip_fread(file, &buffer, zip_uint64_t(buffer.count))
            guard count > 0 else { return nil }
            return String(decoding: buffer[..<Int(count)].filter { $0 > 0x20 }, as: UTF8.self)
        }

        func has(_ name: String) -> Bool { names.contains(name) }
        func hasFolder(_ name: String) -> Bool { names.contains { $0.hasPrefix(name) } }
    }
}
