// SPDX-License-Identifier: Apache-2.0
import CGSF

/// The streams of an OLE2 compound file, by libgsf, which follows no chain of blocks twice and none outside the file.
/// The one place of this library that touches C.
struct OLEContainer: ~Copyable {
    private let root: UnsafeMutablePointer<GsfInfile>
    private let size: Int

    /// Registration of types has no lock of its own; a static constant is initialised once.
    private static let isPrepared: Bool = {
        mortise_gsf_prepare()
        return true
    }()

    /// - Parameter bytes: The file; it must outlive the container, which copies nothing of it.
    /// - Returns: nil when it is no compound file, or one that is broken.
    init?(_ bytes: UnsafeRawBufferPointer) {
        guard Self.isPrepared, let base = bytes.baseAddress,
            let input = gsf_input_memory_new(base.assumingMemoryBound(to: UInt8.self), gsf_off_t(bytes.count), 0)
        else { return nil }
        // The container takes a reference of its own.
        defer { g_object_unref(input) }
        guard let root = gsf_infile_msole_new(input, nil) else { return nil }
        self.root = root
        size = bytes.count
    }

    deinit { g_object_unref(root) }

    func has(_ name: String) -> Bool { number(of: name) != nil }

    /// A stream at the top; nil when there is none of that name. One that says to be longer than the file, or whose
    /// blocks are missing, comes as far as it can be read.
    func stream(_ name: String) -> [UInt8]? {
        guard let number = number(of: name), let child = gsf_infile_child_by_index(root, number) else { return nil }
        defer { g_object_unref(child) }
        let count = max(0, min(Int(clamping: gsf_input_size(child)), size))
        var stream: [UInt8] = []
        stream.reserveCapacity(count)
        while stream.count < count {
            let piece = min(count - stream.count, 1 << 16)
            guard let bytes = gsf_input_read(child, piece, nil) else { break }
            stream.append(contentsOf: UnsafeBufferPointer(start: bytes, count: piece))
        }
        return stream
    }

    /// The format compares names without regard to case, and some programs write them in capitals.
    private func number(of name: String) -> CInt? {
        let wanted = name.lowercased()
        for number in 0..<max(0, min(gsf_infile_num_children(root), 4096)) {
            guard let found = gsf_infile_name_by_index(root, number) else { continue }
            if String(cString: found).lowercased() == wanted { return number }
        }
        return nil
    }
}
