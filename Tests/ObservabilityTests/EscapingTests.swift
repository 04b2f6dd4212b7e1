// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

@testable import Observability

/// No text from outside forges a line, moves a cursor or turns the reading direction.
@Suite(.timeLimit(.minutes(1)))
struct EscapingTests {
    private static let hostile = [
        "\"}\n{\"level\":\"error\"", "back\\slash", "\r\n\t\u{0}\u{8}\u{1B}[2J\u{7F}\u{85}\u{9B}31m",
        "\u{2028}\u{2029}",
        "\u{202A}\u{202B}\u{202C}\u{202D}\u{202E}", "\u{2066}\u{2067}\u{2068}\u{2069}", "\u{200E}\u{200F}\u{61C}",
        "plain", "", "é👩‍👩‍👧‍👦\u{10FFFF}",
    ]

    private func line(_ text: String) -> LogLine {
        LogLine(level: .warning, sentence: text, fields: [("job_id", text), ("error", text)])
    }

    private func isHarmless(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x20, 0x7F..<0xA0, 0x61C, 0x200E...0x200F, 0x2028...0x202E, 0x2066...0x2069: false
        default: true
        }
    }

    @Test(arguments: hostile)
    func jsonLinesAreWhatTheySay(_ text: String) throws {
        let json = StandardError.json(line(text), at: "2025-11-21T12:00:00.000Z")
        let object = try JSONDecoder().decode([String: String].self, from: Data(json.utf8))
        #expect(
            object == [
                "time": "2025-11-21T12:00:00.000Z", "level": "warning", "message": text, "job_id": text, "error": text,
            ]
        )
    }

    @Test(arguments: hostile)
    func noLineHoldsAControlOrDirectionCharacter(_ text: String) {
        for written in [StandardError.json(line(text), at: "t"), StandardError.readable(line(text), at: "t")] {
            let harmful = written.unicodeScalars.filter { !isHarmless($0) }.map { String($0.value, radix: 16) }
            #expect(harmful == [])
        }
    }

    /// All of the first planes, once each, come back from JSON as they went in.
    @Test func everyScalarSurvives() throws {
        var text = String.UnicodeScalarView()
        for value in UInt32(0)..<0x3000 { if let scalar = Unicode.Scalar(value) { text.append(scalar) } }
        let object = try JSONDecoder().decode(
            [String: String].self,
            from: Data(StandardError.json(line(String(text)), at: "t").utf8)
        )
        let isSame = object["message"].map { Array($0.unicodeScalars) } == Array(text)
        #expect(isSame)
    }

    @Test func readableLinesNameTheirLevelUnlessItIsUsual() {
        let usual = LogLine(level: .info, sentence: "job succeeded", fields: [("job_id", "1")])
        #expect(StandardError.readable(usual, at: "t") == "t job succeeded job_id=1")
        #expect(StandardError.readable(line("x"), at: "t") == "t warning: x job_id=x error=x")
    }
}
