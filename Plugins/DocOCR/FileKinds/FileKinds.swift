// SPDX-License-Identifier: Apache-2.0
public import DocumentModel

/// Which kind of file some bytes are, told by the bytes.
///
/// What a file is called, and what a server said it is, decides nothing but between the kinds of plain text, which cannot
/// always be told apart.
public enum FileKinds {
    /// The kind.
    /// - Parameters:
    ///   - bytes: the whole file.
    ///   - name: its name or path, for its extension.
    ///   - mediaType: as in `Content-Type`.
    ///   - database: the path of libmagic's compiled database; nil: where Debian has it. Without one, what is not read is
    ///     told less exactly.
    /// - Throws: `unsupported`, `encrypted`, `damaged` or `noText`, with a sentence that says what the file is and what is
    ///   read.
    public static func kind(
        of bytes: UnsafeRawBufferPointer,
        name: String? = nil,
        mediaType: String? = nil,
        database: String? = nil
    ) throws(ReadingError) -> FileKind {
        guard !bytes.isEmpty else {
            throw ReadingError(.noText, "the file is empty: it was cut on its way, or nothing was ever in it")
        }
        if let kind = FileSignature.kind(of: bytes) { return kind }
        if FileSignature.isZip(bytes) { return try ZipLook.kind(of: bytes) }
        if FileSignature.isCompoundFile(bytes) { return try CompoundFileLook.kind(of: bytes) }
        if let other = FileSignature.unreadable(bytes) { throw Unreadable.error(other) }
        if FileSignature.hasPDFHeader(bytes) { return .pdf }
        let text = TextLook(bytes)
        // Without bytes of eight bits it is text for sure; else a picture or music can look like it.
        if let text, text.isUnicode { return try text.kind(name: name, mediaType: mediaType) }
        let type = MagicLook.mediaType(of: bytes, database: database)
        if let text, type == nil || type?.hasPrefix("text/") ?? false || type == Unreadable.unknown {
            return try text.kind(name: name, mediaType: mediaType)
        }
        throw Unreadable.error(ofType: type ?? Unreadable.unknown)
    }
}
