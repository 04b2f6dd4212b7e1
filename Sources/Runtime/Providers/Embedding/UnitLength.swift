// SPDX-License-Identifier: Apache-2.0

/// Brings vectors to length 1.
enum UnitLength {
    /// Nil for a vector without a direction: all zeros, or a number that is none.
    static func normalized(_ vector: [Double]) -> [Float]? {
        var squares = 0.0
        for value in vector { squares += value * value }
        guard squares > 0, squares.isFinite else { return nil }
        let length = squares.squareRoot()
        return vector.map { Float($0 / length) }
    }
}
