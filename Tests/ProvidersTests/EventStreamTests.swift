// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import Providers

@Suite("Event stream", .timeLimit(.minutes(1)))
struct EventStreamTests {
    private func events(_ bytes: [UInt8], step: Int = .max) throws -> [String] {
        var stream = EventStream()
        var found: [String] = []
        var rest = bytes[...]
        while !rest.isEmpty {
            found += try stream.take(Array(rest.prefix(step))).map { String(decoding: $0, as: UTF8.self) }
            rest = rest.dropFirst(step)
        }
        return found
    }

    @Test(
        "the data of each event comes out, however the bytes are cut",
        arguments: [
            ("data: a\n\ndata: b\n\n", ["a", "b"]), ("data:a\r\n\r\ndata: b\r\rdata:  c\n\n", ["a", "b", " c"]),
            ("data: a\ndata: b\n\n", ["a\nb"]), (": comment\n\nevent: x\nid: 1\ndata: a\nretry: 5\n\n", ["a"]),
            ("data\n\n", [""]), ("\n\n\ndata: ü🦊\n\n", ["ü🦊"]), ("\u{FEFF}data: a\n\n", ["a"]),
            ("data: not ended\n", []), ("dataa: x\n\nevent: y\n\n", []), ("data: a: b\n\n", ["a: b"]),
        ] as [(String, [String])]
    )
    func reads(text: String, expected: [String]) throws {
        for step in [1, 2, 3, 5, .max] { #expect(try events(Array(text.utf8), step: step) == expected) }
    }

    @Test("a line or an event without end is refused", arguments: ["x", "data: x\n"])
    func endless(piece: String) {
        var stream = EventStream(limit: 1_000)
        #expect(throws: EventStream.TooLong.self) {
            for _ in 0..<10_000 { _ = try stream.take(Array(piece.utf8)) }
        }
        #expect(throws: Never.self) {
            var stream = EventStream(limit: 1_000)
            for _ in 0..<10_000 { _ = try stream.take(Array("data: x\n\n".utf8)) }
        }
    }
}
