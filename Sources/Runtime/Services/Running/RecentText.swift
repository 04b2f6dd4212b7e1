// SPDX-License-Identifier: Apache-2.0

/// The newest text of a stream, up to so many bytes. Kept in blocks that are dropped whole, so that adding a word costs
/// no more when it is full; up to a block less than the limit is kept.
struct RecentText {
    /// Bytes of a block, at most.
    static let block = 4_096

    private var blocks: [[UInt8]] = []
    private(set) var bytes = 0
    /// Something was left out before what there is.
    private(set) var isCut = false

    var text: String { String(decoding: blocks.joined(), as: UTF8.self) }

    mutating func append(_ text: String, limit: Int) {
        var rest = text.utf8[...]
        while !rest.isEmpty {
            var piece = rest.prefix(Self.block)
            // Not in the middle of a scalar: bytes 10xxxxxx continue one.
            while piece.endIndex < rest.endIndex, rest[piece.endIndex] & 0xC0 == 0x80 { piece = piece.dropLast() }
            rest = rest[piece.endIndex...]
            bytes += piece.count
            if let last = blocks.indices.last, blocks[last].count + piece.count <= Self.block {
                blocks[last].append(contentsOf: piece)
            } else {
                blocks.append(Array(piece))
            }
        }
        var dropped = 0
        while bytes > limit, dropped < blocks.count {
            bytes -= blocks[dropped].count
            dropped += 1
        }
        blocks.removeFirst(dropped)
        isCut = isCut || dropped > 0
    }

    mutating func clear() {
        isCut = isCut || bytes > 0
        blocks = []
        bytes = 0
    }
}
