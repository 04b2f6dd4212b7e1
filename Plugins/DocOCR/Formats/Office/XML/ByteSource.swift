// SPDX-License-Identifier: Apache-2.0
import DocumentModel

/// Bytes of a part, one piece after the other.
protocol ByteSource: AnyObject {
    /// Fills the buffer from its beginning and returns how many bytes came; 0 at the end.
    func read(into buffer: UnsafeMutableRawBufferPointer) throws(ReadingError) -> Int
}
