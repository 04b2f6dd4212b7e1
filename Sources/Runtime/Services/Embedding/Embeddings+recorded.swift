// SPDX-License-Identifier: Apache-2.0
import Providers

/// How vectors are kept in the memo: `MREM1`, dimension and count of numbers and tokens (8 bytes each, little-endian),
/// numbers (4 bytes each), the model's name.
extension Embeddings {
    private static let magic = Array("MREM1".utf8)
    private static let headSize = 5 + 3 * 8

    var recorded: [UInt8] {
        var bytes = Self.magic
        bytes.reserveCapacity(Self.headSize + values.count * 4 + model.utf8.count)
        for number in [dimension, values.count, inputTokens] {
            withUnsafeBytes(of: UInt64(max(0, number)).littleEndian) { bytes.append(contentsOf: $0) }
        }
        for value in values {
            withUnsafeBytes(of: value.bitPattern.littleEndian) { bytes.append(contentsOf: $0) }
        }
        return bytes + Array(model.utf8)
    }

    /// Nil for bytes that are no such record.
    init?(recorded bytes: [UInt8]) {
        guard bytes.count >= Self.headSize, bytes.starts(with: Self.magic) else { return nil }
        let numbers = bytes.withUnsafeBytes { bytes in
            (0..<3).map { UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: 5 + $0 * 8, as: UInt64.self)) }
        }
        guard let dimension = Int(exactly: numbers[0]), let count = Int(exactly: numbers[1]),
            let tokens = Int(exactly: numbers[2]), dimension > 0, count <= (bytes.count - Self.headSize) / 4,
            count % dimension == 0,
            let model = String(validating: bytes[(Self.headSize + count * 4)...], as: UTF8.self)
        else { return nil }
        var values: [Float] = []
        values.reserveCapacity(count)
        bytes.withUnsafeBytes { bytes in
            for index in 0..<count {
                let bits = bytes.loadUnaligned(fromByteOffset: Self.headSize + index * 4, as: UInt32.self)
                values.append(Float(bitPattern: UInt32(littleEndian: bits)))
            }
        }
        self.init(dimension: dimension, values: values, model: model, inputTokens: tokens)
    }
}
