// SPDX-License-Identifier: Apache-2.0
import DocumentModel

/// What an archive may still unpack to. It counts what really came out, whatever the archive's headers promise.
struct ArchiveBudget {
    /// What unpacks to no more than this is never called a bomb, however well it was packed.
    static let free = 16 << 20

    private let total: Int
    private let ratio: Int
    private var used = 0

    /// - Parameter packed: bytes of the whole archive.
    init(packed: Int, limits: ReadingLimits) {
        ratio = limits.ratio
        total = min(limits.unpackedBytes, Self.allowance(packed: packed, ratio: limits.ratio))
    }

    /// Bytes that a member may unpack to, by what it takes packed and by what is left for the archive.
    func room(packed: Int) -> Int { min(total - used, Self.allowance(packed: packed, ratio: ratio)) }

    mutating func spend(_ bytes: Int) { used += bytes }

    private static func allowance(packed: Int, ratio: Int) -> Int {
        let (product, overflow) = max(0, packed).multipliedReportingOverflow(by: max(1, ratio))
        return overflow ? Int.max : product.addingReportingOverflow(free).overflow ? Int.max : product + free
    }
}
