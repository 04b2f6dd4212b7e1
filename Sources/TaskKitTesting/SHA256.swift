// SPDX-License-Identifier: Apache-2.0

/// The hash that artifacts carry, for fakes alone: plain and slow. FIPS 180-4, section 6.2.
enum SHA256 {
    static func hexadecimal(of bytes: [UInt8]) -> String {
        var message = bytes + [0x80]
        while message.count % 64 != 56 { message.append(0) }
        withUnsafeBytes(of: UInt64(bytes.count * 8).bigEndian) { message.append(contentsOf: $0) }
        var state = start
        for block in stride(from: 0, to: message.count, by: 64) { compress(message[block..<block + 64], &state) }
        return state.map { word in
            let digits = String(word, radix: 16)
            return String(repeating: "0", count: 8 - digits.count) + digits
        }
        .joined()
    }

    private static func compress(_ block: ArraySlice<UInt8>, _ state: inout [UInt32]) {
        var words: [UInt32] = []
        for index in 0..<16 {
            let first = block.startIndex + 4 * index
            words.append(block[first..<first + 4].reduce(0) { $0 << 8 | UInt32($1) })
        }
        for index in 16..<64 {
            let early = words[index - 15]
            let late = words[index - 2]
            let first = turn(early, 7) ^ turn(early, 18) ^ early >> 3
            let second = turn(late, 17) ^ turn(late, 19) ^ late >> 10
            words.append(words[index - 16] &+ first &+ words[index - 7] &+ second)
        }
        var next = state
        for index in 0..<64 {
            let (a, e) = (next[0], next[4])
            let choice = (e & next[5]) ^ (~e & next[6])
            let majority = (a & next[1]) ^ (a & next[2]) ^ (next[1] & next[2])
            let first =
                next[7] &+ (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) &+ choice &+ constants[index] &+ words[index]
            let second = (turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) &+ majority
            next = [first &+ second, a, next[1], next[2], next[3] &+ first, e, next[5], next[6]]
        }
        for index in 0..<8 { state[index] &+= next[index] }
    }

    private static func turn(_ word: UInt32, _ count: UInt32) -> UInt32 { word >> count | word << (32 - count) }

    /// The first 32 bits of the fractional parts of the square roots of the first 8 primes (section 5.3.3), and of the
    /// cube roots of the first 64 (section 4.2.2).
    private static let start = primes.prefix(8).map { fraction(Double($0).squareRoot()) }
    private static let constants = primes.map { prime in fraction(cubeRoot(Double(prime))) }
    private static let primes = (2...311).filter { number in (2..<number).allSatisfy { number % $0 != 0 } }

    private static func fraction(_ number: Double) -> UInt32 {
        UInt32((number - number.rounded(.down)) * 4_294_967_296)
    }

    /// Newton's method, which doubles the digits at each of the steps.
    private static func cubeRoot(_ number: Double) -> Double {
        var root = number
        for _ in 0..<60 { root -= (root * root * root - number) / (3 * root * root) }
        return root
    }
}
