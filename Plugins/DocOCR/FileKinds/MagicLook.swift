// SPDX-License-Identifier: Apache-2.0
import CMagic

/// What libmagic takes bytes for. C types stop here.
enum MagicLook {
    /// libmagic looks at the beginning alone.
    private static let reach = 1 << 20

    /// Where Debian has the compiled database.
    private static let places = ["/usr/lib/file/magic.mgc", "/usr/share/misc/magic.mgc"]

    /// The media type; nil when there is no database, or libmagic fails.
    static func mediaType(of bytes: UnsafeRawBufferPointer, database: String?) -> String? {
        // A cookie is not to be shared between threads: each call has its own. This is for files that nothing here reads.
        guard let cookie = magic_open(MAGIC_MIME_TYPE | MAGIC_NO_CHECK_COMPRESS | MAGIC_NO_CHECK_ELF) else {
            return nil
        }
        defer { magic_close(cookie) }
        let candidates = database.map { [$0] } ?? places
        guard candidates.contains(where: { magic_load(cookie, $0) == 0 }) else { return nil }
        // The text is the cookie's.
        guard let text = magic_buffer(cookie, bytes.baseAddress, min(bytes.count, reach)) else { return nil }
        return String(cString: text)
    }
}
