// SPDX-License-Identifier: GPL-3.0-or-later

/// What is usual in a document: by it headings and paragraphs are told.
struct DocumentStyle {
    /// Tenths of a point, of most of its text.
    private(set) var bodySize = 100
    private(set) var bodyIsBold = false
    /// Most of it is in a font of fixed pitch, which then means nothing.
    private(set) var isFixedPitch = false
    /// From baseline to baseline, in hundredths of the font's size.
    private(set) var pitch = 120

    init(_ document: DocumentLines) {
        var sizes: [Int: Int] = [:]
        var all = 0
        var bold = 0
        var fixed = 0
        var pitches: [Int: Int] = [:]
        var before: DocumentLines.Line?
        for line in document.lines {
            let count = line.text.count
            all += count
            if line.flags.contains(.fixedPitch) {
                fixed += count
            } else if !line.flags.contains(.row) {
                sizes[(line.size + 2) / 5 * 5, default: 0] += count
            }
            if line.flags.contains(.bold) { bold += count }
            if let before, before.page == line.page, before.size == line.size, !line.flags.contains(.row) {
                let step = (line.base - before.base) * 100 / line.size
                if step > 80, step < 260 { pitches[step / 4, default: 0] += count }
            }
            before = line
        }
        isFixedPitch = fixed * 2 > all
        bodyIsBold = bold * 2 > all
        if let most = sizes.max(by: { ($0.value, $0.key) < ($1.value, $1.key) }) { bodySize = most.key }
        if let most = pitches.max(by: { ($0.value, -$0.key) < ($1.value, -$1.key) }) { pitch = most.key * 4 + 2 }
    }

    /// The gap to the line above is one between paragraphs.
    func isGap(_ line: DocumentLines.Line, after before: DocumentLines.Line) -> Bool {
        (line.base - before.base) * 100 > max(line.size, before.size) * (pitch + max(pitch * 30 / 100, 35))
    }

    /// It looks like a heading, where it stands alone.
    func isHeading(_ line: DocumentLines.Line) -> Bool {
        guard !line.flags.contains(.row), !line.flags.contains(.leader), !line.flags.contains(.turned) else {
            return false
        }
        if line.size * 100 >= bodySize * 115 { return true }
        return line.flags.contains(.bold) && !bodyIsBold && line.size * 100 >= bodySize * 93
    }
}
