// SPDX-License-Identifier: Apache-2.0
import CLeptonica
import DocumentModel

extension PictureFile {
    /// What a page takes unpacked, as its header says.
    struct Size {
        var width: Int
        var height: Int
        /// A pixel's, in memory.
        var bits: Int
    }

    /// - Throws: `damaged` when the header cannot be read.
    func size(ofPage index: Int) throws(ReadingError) -> Size {
        let base = bytesOfFile.bindMemory(to: UInt8.self).baseAddress
        var (width, height, bits, samples, mapped): (Int32, Int32, Int32, Int32, Int32) = (0, 0, 8, 3, 0)
        var failed = true
        switch format {
        case .gif:
            // Leptonica would unpack every picture of the file to tell its size.
            guard let size = GIFHeader.size(bytesOfFile) else { throw damaged(page: index) }
            return size
        case .tiff:
            failed =
                readHeaderMemTiff(
                    base,
                    bytesOfFile.count,
                    Int32(index),
                    &width,
                    &height,
                    &bits,
                    &samples,
                    nil,
                    &mapped,
                    nil
                ) != 0
        default:
            var kind: Int32 = 0
            failed = pixReadHeaderMem(base, bytesOfFile.count, &kind, &width, &height, &bits, &samples, &mapped) != 0
        }
        guard !failed, width > 0, height > 0 else { throw damaged(page: index) }
        let depth = samples == 1 ? (bits <= 1 ? 1 : 8) : 32
        return Size(width: Int(width), height: Int(height), bits: depth)
    }
}
