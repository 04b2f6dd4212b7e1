// SPDX-License-Identifier: Apache-2.0
import CZip
import DocumentModel

/// The members of a ZIP archive that lies in memory. Names are keys of a table and never paths of a file system; no
/// member is unpacked but those that are asked for, and none of these is opened as an archive in turn.
///
/// Not thread-safe: it belongs to the one call that reads a document.
final class ZipArchive {
    private let handle: OpaquePointer
    private var indexes: [String: UInt64] = [:]
    private let size: Int
    private var budget: ArchiveBudget
    /// What errors call the file: "a Word document (DOCX)".
    var label: String

    /// - Parameter bytes: have to stay where they are as long as the archive lives.
    init(_ bytes: UnsafeRawBufferPointer, label: String, limits: ReadingLimits) throws(ReadingError) {
        self.label = label
        size = bytes.count
        budget = ArchiveBudget(packed: bytes.count, limits: limits)
        guard !Self.hasTooManyEntries(bytes, limit: limits.members) else {
            throw Self.tooManyMembers(label, limit: limits.members)
        }
        var error = zip_error_t()
        zip_error_init(&error)
        defer { zip_error_fini(&error) }
        // 0: the library does not free the bytes.
        guard let source = zip_source_buffer_create(bytes.baseAddress, UInt64(bytes.count), 0, &error) else {
            throw ReadingError(.damaged, "The file looks like \(label), but cannot be opened: memory ran out.")
        }
        guard let handle = zip_open_from_source(source, ZIP_RDONLY, &error) else {
            // Only what opened takes the source over.
            zip_source_free(source)
            throw ReadingError(
                .damaged,
                "The file begins like \(label), but its list of members is missing or broken; "
                    + "it was probably cut off on its way. Upload it again."
            )
        }
        let count = zip_get_num_entries(handle, 0)
        guard count <= limits.members else {
            zip_discard(handle)
            throw Self.tooManyMembers(label, limit: limits.members)
        }
        self.handle = handle
        for index in 0..<UInt64(max(0, count)) {
            guard let name = zip_get_name(handle, index, UInt32(ZIP_FL_ENC_GUESS)) else { continue }
            let key = Self.key(String(cString: name))
            if indexes[key] == nil { indexes[key] = index }
        }
    }

    deinit { zip_discard(handle) }

    func has(_ name: String) -> Bool { indexes[Self.key(name)] != nil }

    /// Names of members below a folder, in lower case, sorted.
    func names(below folder: String) -> [String] { indexes.keys.filter { $0.hasPrefix(Self.key(folder)) }.sorted() }

    /// A member from its beginning; nil when there is none of that name.
    func member(_ name: String) throws(ReadingError) -> MemberStream? {
        guard let index = indexes[Self.key(name)] else { return nil }
        var status = zip_stat_t()
        zip_stat_init(&status)
        guard zip_stat_index(handle, index, 0, &status) == 0 else { throw damaged(name) }
        if status.valid & UInt64(ZIP_STAT_ENCRYPTION_METHOD) != 0, status.encryption_method != ZIP_EM_NONE {
            throw ReadingError(
                .encrypted,
                "The file is \(label) that is protected by a password. Save it without one and upload it again."
            )
        }
        let packed = Int(clamping: min(status.comp_size, UInt64(size)))
        let room = budget.room(packed: packed)
        let declared = Int(clamping: status.size)
        // A header is believed when it says too much, never when it says little.
        guard declared <= room else { throw tooLarge() }
        guard let file = zip_fopen_index(handle, index, 0) else {
            if zip_error_code_zip(zip_get_error(handle)) == ZIP_ER_COMPNOTSUPP {
                throw ReadingError(
                    .unsupported,
                    "The file is \(label) that is packed in a way that is not read. Save it anew."
                )
            }
            throw damaged(name)
        }
        return MemberStream(archive: self, file: file, name: name, declared: declared)
    }

    /// The first bytes of a member, at most `limit`; nil when there is no such member or it cannot be read.
    func head(_ name: String, limit: Int) throws(ReadingError) -> [UInt8]? {
        guard let stream = try member(name) else { return nil }
        let bytes = UnsafeMutableRawBufferPointer.allocate(byteCount: limit, alignment: 1)
        defer { bytes.deallocate() }
        var count = 0
        while count < limit {
            let rest = UnsafeMutableRawBufferPointer(rebasing: bytes[count...])
            do throws(ReadingError) {
                let got = try stream.read(into: rest)
                if got == 0 { break }
                count += got
            } catch { return nil }
        }
        return Array(bytes[..<count])
    }

    /// Takes note of what a member unpacked to.
    fileprivate func spend(_ bytes: Int) { budget.spend(bytes) }

    func damaged(_ name: String) -> ReadingError {
        ReadingError(.damaged, "The file is \(label), but its part \(PartName.shown(name)) cannot be unpacked.")
    }

    private func tooLarge() -> ReadingError {
        ReadingError(
            .tooLarge,
            "The file is \(label) of \(size) bytes that unpacks to far more than is read of one: "
                + "it is refused as a decompression bomb. Split the document, or save it anew."
        )
    }

    private static func tooManyMembers(_ label: String, limit: Int) -> ReadingError {
        ReadingError(
            .tooLarge,
            "The file is \(label) of more than \(limit) members, which is more than is read of one."
        )
    }

    /// Part names are alike in any case (ECMA-376 part 2, 6.2.2); some writers use the wrong slash.
    private static func key(_ name: String) -> String {
        var key = name.lowercased()
        if key.utf8.contains(UInt8(ascii: "\\")) { key = String(key.map { $0 == "\\" ? "/" : $0 }) }
        return key.hasPrefix("/") ? String(key.dropFirst()) : key
    }

    /// The library keeps some 250 bytes for each entry of the list before it can be asked for their number: so they are
    /// counted first. The factor leaves room for archives that lie unpacked in a member.
    private static func hasTooManyEntries(_ bytes: UnsafeRawBufferPointer, limit: Int) -> Bool {
        let most = 4 * limit
        guard bytes.count > 46 * most else { return false }
        var count = 0
        var index = 0
        while index + 4 <= bytes.count {
            // "PK\1\2" in little-endian order, found by its third byte's rarer value.
            let third = bytes[index + 2]
            if third == 1 {
                if bytes.loadUnaligned(fromByteOffset: index, as: UInt32.self) == 0x0201_4B50 {
                    count += 1
                    if count > most { return true }
                }
                index += 1
            } else {
                index += third == 0x50 ? 2 : third == 0x4B ? 1 : 3
            }
        }
        return false
    }
}

/// A member as it is unpacked, in pieces.
final class MemberStream: ByteSource {
    private let archive: ZipArchive
    private let file: OpaquePointer
    private let declared: Int
    private var count = 0
    let name: String

    fileprivate init(archive: ZipArchive, file: OpaquePointer, name: String, declared: Int) {
        self.archive = archive
        self.file = file
        self.name = name
        self.declared = declared
    }

    deinit { zip_fclose(file) }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws(ReadingError) -> Int {
        let got = Int(zip_fread(file, buffer.baseAddress, UInt64(buffer.count)))
        guard got >= 0 else { throw archive.damaged(name) }
        count += got
        archive.spend(got)
        // `declared` was checked against the limits: what unpacks to more than it promised ends here.
        guard count <= declared else { throw archive.damaged(name) }
        return got
    }
}
