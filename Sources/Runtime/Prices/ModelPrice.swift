// SPDX-License-Identifier: Apache-2.0

/// Money: millionths of a currency's unit, which add up exactly.
public typealias MicroUnits = Int64

/// What a model's tokens cost: micro-units of the currency for each million of them.
public struct ModelPrice: Sendable, Hashable {
    public var input: MicroUnits
    public var output: MicroUnits
    /// Input that the provider had in a cache; nil: as `input`.
    public var cached: MicroUnits?
    /// Input that the provider put into a cache; nil: as `input`.
    public var cacheWrite: MicroUnits?

    public init(input: MicroUnits, output: MicroUnits, cached: MicroUnits? = nil, cacheWrite: MicroUnits? = nil) {
        self.input = input
        self.output = output
        self.cached = cached
        self.cacheWrite = cacheWrite
    }

    /// What one call cost, rounded up to a whole micro-unit. Counts below 0 are none, and cached tokens never more than
    /// the input; a cost beyond what fits stands for itself as the largest number.
    /// - Parameter inputTokens: all of them, those from a cache and those written to one included.
    public func cost(inputTokens: Int, cachedTokens: Int, cacheWriteTokens: Int, outputTokens: Int) -> MicroUnits {
        let all = UInt128(max(0, inputTokens))
        let cachedCount = min(all, UInt128(max(0, cachedTokens)))
        let written = min(all - cachedCount, UInt128(max(0, cacheWriteTokens)))
        let sum =
            (all - cachedCount - written) * price(input) + cachedCount * price(cached ?? input)
            + written * price(cacheWrite ?? input) + UInt128(max(0, outputTokens)) * price(output)
        return MicroUnits(clamping: (sum + 999_999) / 1_000_000)
    }

    private func price(_ units: MicroUnits) -> UInt128 { UInt128(max(0, units)) }
}
