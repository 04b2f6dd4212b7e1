// SPDX-License-Identifier: Apache-2.0
import DocumentModel

/// Says what a file is that is not read, and what is.
enum Unreadable {
    /// libmagic's word for bytes that it does not know.
    static let unknown = "application/octet-stream"

    static let readable =
        "what can be read: PDF; Word (docx, doc), PowerPoint (pptx), Excel (xlsx), OpenDocument text, RTF; HTML, "
        + "Markdown, CSV and plain text; PNG, JPEG, TIFF, WebP, GIF and BMP pictures"

    /// - Parameter what: with its article, such as `a DjVu file`.
    static func error(_ what: String, _ code: ReadingError.Code = .unsupported) -> ReadingError {
        ReadingError(code, "the file is \(what), which is not read; \(readable)")
    }

    static func error(ofType type: String) -> ReadingError {
        if type == unknown {
            return ReadingError(.unsupported, "the file is of no kind that is known here; \(readable)")
        }
        return error(sentence(for: type))
    }

    private static func sentence(for type: String) -> String {
        if let known = names[type] { return known }
        let parts = type.split(separator: "/")
        let plain = (parts.last.map(String.init) ?? type).replacing("x-", with: "").replacing("vnd.", with: "")
        switch parts.first {
        case "audio": return "an audio file (\(plain))"
        case "video": return "a video (\(plain))"
        case "image": return "a picture of a kind (\(plain)) that is unknown here"
        case "font": return "a font"
        case "message": return "an e-mail message"
        default: return "a file of the type \(type)"
        }
    }

    private static let names: [String: String] = [
        "audio/mpeg": "an MPEG audio file", "audio/x-wav": "a WAV audio file", "audio/flac": "a FLAC audio file",
        "audio/ogg": "an Ogg audio file", "audio/x-m4a": "an MPEG-4 audio file", "audio/midi": "a MIDI file",
        "video/mp4": "an MPEG-4 video", "video/webm": "a WebM video", "video/x-matroska": "a Matroska video",
        "video/quicktime": "a QuickTime video", "video/x-msvideo": "an AVI video", "video/mpeg": "an MPEG video",
        "application/gzip": "a gzip archive", "application/x-bzip2": "a bzip2 archive",
        "application/x-xz": "an xz archive",
        "application/zstd": "a Zstandard archive", "application/x-tar": "a tar archive",
        "application/x-7z-compressed": "a 7z archive", "application/x-rar": "a RAR archive",
        "application/vnd.debian.binary-package": "a Debian package", "application/x-rpm": "an RPM package",
        "application/x-executable": "a program", "application/x-pie-executable": "a program",
        "application/x-sharedlib": "a program library", "application/x-object": "a compiled program part",
        "application/x-dosexec": "a Windows program",
        "application/vnd.microsoft.portable-executable": "a Windows program",
        "application/x-mach-binary": "a macOS program", "application/java-archive": "a Java archive",
        "application/x-sqlite3": "an SQLite database", "application/vnd.sqlite3": "an SQLite database",
        "application/postscript": "a PostScript file", "image/vnd.djvu": "a DjVu file",
        "application/vnd.ms-opentype": "a font", "application/x-dvi": "a DVI file",
        "image/heic": "a HEIC picture", "image/avif": "an AVIF picture", "image/jp2": "a JPEG 2000 picture",
        "image/jxl": "a JPEG XL picture", "image/vnd.adobe.photoshop": "a Photoshop picture",
        "image/x-icon": "an icon", "image/vnd.microsoft.icon": "an icon", "image/svg+xml": "an SVG drawing",
    ]
}
