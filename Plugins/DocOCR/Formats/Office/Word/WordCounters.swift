// SPDX-License-Identifier: Apache-2.0

/// Counts a document's lists along, as the numbers would be shown.
struct WordCounters {
    /// Level and number of an entry; no number: a bullet.
    struct Place {
        var depth: Int
        var number: String?
    }

    private let numbering: WordNumbering
    private let styles: WordStyles
    /// The last number given, for each level of each definition.
    private var counts: [Int: [Int?]] = [:]
    /// Instances with a start of their own, which counts once for each level.
    private var started: Set<Int> = []

    init(numbering: WordNumbering, styles: WordStyles) {
        self.numbering = numbering
        self.styles = styles
    }

    /// The next entry of a list; nil when no such list is defined.
    mutating func next(list: Int, level: Int) -> Place? {
        let level = max(0, min(level, 8))
        guard let (abstract, definition) = numbering.level(level, of: list, styles: styles) else { return nil }
        var count = counts[abstract] ?? [Int?](repeating: nil, count: 9)
        let override = numbering.instances[list]?.starts[level]
        if let override, started.insert(list &* 16 + level).inserted {
            count[level] = override
        } else {
            count[level] = count[level].map { $0 + 1 } ?? override ?? definition.start
        }
        for deeper in (level + 1)..<9 where level < 8 {
            let restart = numbering.level(deeper, of: list, styles: styles)?.level.restart
            // Levels are counted from 1 here: 2 means that an entry of the second level or above starts it anew.
            if restart.map({ $0 > level }) ?? true { count[deeper] = nil }
        }
        counts[abstract] = count
        guard definition.style != nil else { return Place(depth: level) }
        return Place(depth: level, number: shown(definition, level: level, count: count, list: list))
    }

    private func shown(_ definition: WordNumbering.Level, level: Int, count: [Int?], list: Int) -> String? {
        var text = ""
        var isPlaceholder = false
        var hasNumber = false
        for character in definition.text.unicodeScalars.prefix(64) {
            if isPlaceholder {
                isPlaceholder = false
                guard let digit = Int(String(character)), (1...9).contains(digit), digit - 1 <= level else { continue }
                let source =
                    digit - 1 == level
                    ? definition : numbering.level(digit - 1, of: list, styles: styles)?.level ?? definition
                let style = definition.isLegal ? .decimal : source.style ?? NumberStyle.none
                text += style.text(count[digit - 1] ?? source.start)
                hasNumber = true
            } else if character == "%" {
                isPlaceholder = true
            } else {
                text.unicodeScalars.append(character)
            }
        }
        guard hasNumber else { return nil }
        let shown = text.trimming { ".()[]{}:- \t\u{3001}\u{FF09}\u{FF08}".unicodeScalars.contains($0) }
        return shown.isEmpty ? nil : shown
    }
}

extension String {
    /// Without the scalars at both ends that are not wanted.
    fileprivate func trimming(_ isUnwanted: (UnicodeScalar) -> Bool) -> String {
        var rest = unicodeScalars[...]
        while let first = rest.first, isUnwanted(first) { rest = rest.dropFirst() }
        while let last = rest.last, isUnwanted(last) { rest = rest.dropLast() }
        return String(rest)
    }
}
