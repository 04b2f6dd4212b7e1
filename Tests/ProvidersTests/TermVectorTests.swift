// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import Providers

@Suite("Built-in embedding", .timeLimit(.minutes(1)))
struct TermVectorTests {
    private func vectors(_ texts: [String]) async throws -> [[Float]] {
        let found = try await TermVectorProvider().embed(texts, model: nil, timeout: 20)
        #expect(found.values.count == texts.count * found.dimension)
        return (0..<texts.count).map { Array(found.values[$0 * found.dimension..<($0 + 1) * found.dimension]) }
    }

    private func cosine(_ left: [Float], _ right: [Float]) -> Float { zip(left, right).reduce(0) { $0 + $1.0 * $1.1 } }

    @Test("every vector has unit length, whatever its text")
    func unit() async throws {
        let texts = [
            "", " \n", "a", "the of and", "!?", "Der Hund bellt.", "犬が吠える", "🦊🦊", "\u{0}", "12 34",
            String(repeating: "word ", count: 10_000),
        ]
        for (text, vector) in zip(texts, try await vectors(texts)) {
            #expect(abs(cosine(vector, vector) - 1) < 1e-5, "\(text.prefix(20).debugDescription)")
        }
    }

    @Test("texts that share words are near, in each language")
    func nearness() async throws {
        let found = try await vectors([
            "The printer does not print and shows a paper jam.", "A paper jam keeps my printer from printing.",
            "Bread is baked from flour, water and salt.", "Der Drucker druckt nicht, Papierstau im Drucker.",
            "Papierstau: Der Drucker ist blockiert.", "東京の天気は晴れです", "東京の天気は雨です",
        ])
        #expect(cosine(found[0], found[1]) > cosine(found[0], found[2]) + 0.2)
        #expect(cosine(found[3], found[4]) > cosine(found[3], found[2]) + 0.2)
        #expect(cosine(found[5], found[6]) > 0.3)
    }

    @Test("the numbers are the same everywhere")
    func golden() async throws {
        let found = try await vectors(["The quick brown fox jumps over the lazy dog.", "Fox and dog."])
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for value in found.joined() { hash = (hash ^ UInt64(value.bitPattern)) &* 0x0000_0100_0000_01B3 }
        #expect(hash == Self.golden, "\(hash)")
    }
    private static let golden: UInt64 = 7_609_792_857_781_588_181

    @Test("a cancelled job, or no time, ends it")
    func time() async throws {
        await #expect(throws: ProviderFailure.self) {
            try await TermVectorProvider().embed(["x"], model: nil, timeout: 0)
        }
    }
}
