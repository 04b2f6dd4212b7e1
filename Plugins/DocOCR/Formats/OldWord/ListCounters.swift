// SPDX-License-Identifier: Apache-2.0

/// Counts the entries of lists as they come, and gives what is printed in front of each.
struct ListCounters {
    private let tables: ListTables
    private var counts: [Int: [Int?]] = [:]
    private var begun: Set<Int> = []

    init(_ tables: ListTables) { self.tables = tables }

    /// The marker of the next entry of a list; nil when the list is not known.
    /// - Parameters:
    ///   - override: As paragraphs name it, from 1 on.
    ///   - level: 0 for the outermost.
    mutating func next(override number: Int, level: Int) -> String? {
        guard number > 0, number <= tables.overrides.count, (0..<9).contains(level) else { return nil }
        let override = tables.overrides[number - 1]
        guard let levels = tables.lists[override.list] else { return nil }
        func description(_ index: Int) -> ListTables.Level? {
            override.levels[index] ?? (levels.indices.contains(index) ? levels[index] : levels.last)
        }
        guard let own = description(level) else { return nil }
        var state = counts[override.list] ?? Array(repeating: nil, count: 9)
        // The first entry that names an override with a start of its own begins anew.
        if begun.insert(number).inserted { for (level, _) in override.starts where level < 9 { state[level] = nil } }
        for index in 0..<level where state[index] == nil {
            state[index] = override.starts[index] ?? description(index)?.start ?? 1
        }
        state[level] = state[level].map { $0 &+ 1 } ?? override.starts[level] ?? own.start
        for index in (level + 1)..<9 where index < 9 { state[index] = nil }
        counts[override.list] = state

        var marker = String.UnicodeScalarView()
        for unit in own.text {
            if unit < 9 {
                let index = Int(unit)
                let format = own.isLegal ? 0 : description(index)?.format ?? 0
                marker.append(contentsOf: NumberFormat.text(of: state[index] ?? 1, format: format).unicodeScalars)
            } else if let scalar = Unicode.Scalar(unit) {
                // Bullets are codes of sign fonts, in the private area.
                marker.append((0xE000...0xF8FF).contains(unit) ? "•" : scalar)
            }
        }
        return String(marker)
    }
}
