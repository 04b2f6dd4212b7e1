// SPDX-License-Identifier: Apache-2.0
import FoundationEssentials

/// Small JSON objects of texts, for `--json`.
enum JSONText {
    static func object(_ members: [(String, String)]) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.withoutEscapingSlashes, .sortedKeys]
        let members = Dictionary(members) { first, _ in first }
        return (try? encoder.encode(members)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
    }
}
