// SPDX-License-Identifier: Apache-2.0

/// What is done to a selection once it is made: brought to the length asked for, and off the text's beginning.
extension SentenceSelection {
    /// Exchanges looked at are at most so many candidates against so many chosen.
    private static let mostCandidates = 300
    private static let mostReplaced = 60

    /// Brings the length within 5 % of what was asked for, else within 10 %, by adding, dropping or exchanging a
    /// sentence; where that does not help, by the beginning of one more sentence.
    mutating func fit(limit: WorkLimit) throws(ProviderFailure) {
        for percent in [5, 10] {
            let window = target * (100 - percent) / 100...target * (100 + percent) / 100
            if window.contains(total) { return }
            try limit.check()
            if let change = bestChange(into: window) {
                if let removed = change.removed { remove(removed) }
                if let added = change.added { add(added) }
                return
            }
        }
        let missing = target - total
        guard missing > target / 10, let next = bestUnchosen({ $0 > missing }) else { return }
        add(next, shortenedTo: missing)
    }

    private typealias Change = (removed: Int?, added: Int?)

    private func bestChange(into window: ClosedRange<Int>) -> Change? {
        let replaceable = chosen.suffix(Self.mostReplaced)
        let losses = replaceable.map { sentence in
            value(sentence, repeating: chosen.reduce(0) { $1 == sentence ? $0 : max($0, vectors.cosine(sentence, $1)) })
        }
        var best: (change: Change, gain: Double)?
        func consider(_ change: Change, _ gain: Double) {
            if gain > best?.gain ?? -.infinity { best = (change, gain) }
        }
        for (place, sentence) in replaceable.enumerated() where window.contains(total - length(sentence)) {
            consider((sentence, nil), -losses[place])
        }
        let shortest = window.lowerBound - total
        let longest = window.upperBound - total + (replaceable.map { length($0) }.max() ?? 0)
        guard longest > 0 else { return best?.change }
        let candidates = pool.lazy.filter { !isChosen[$0] && (shortest...longest).contains(length($0)) }
        for candidate in candidates.prefix(Self.mostCandidates) {
            let cosines = chosen.map { vectors.cosine(candidate, $0) }
            if window.contains(total + length(candidate)) {
                consider((nil, candidate), value(candidate, repeating: cosines.max() ?? 0))
            }
            let offset = chosen.count - replaceable.count
            for (place, sentence) in replaceable.enumerated()
            where window.contains(total + length(candidate) - length(sentence)) {
                var repeats = 0.0
                for other in cosines.indices where other != place + offset { repeats = max(repeats, cosines[other]) }
                consider((sentence, candidate), value(candidate, repeating: repeats) - losses[place])
            }
        }
        return best?.change
    }

    private func bestUnchosen(except left: Int? = nil, _ isAllowed: (Int) -> Bool) -> Int? {
        var best: (sentence: Int, value: Double)?
        var seen = 0
        for candidate in pool where candidate != left && !isChosen[candidate] && isAllowed(length(candidate)) {
            let repeats = chosen.reduce(0) { max($0, vectors.cosine(candidate, $1)) }
            let value = value(candidate, repeating: repeats)
            if value > best?.value ?? -.infinity { best = (candidate, value) }
            seen += 1
            if seen == Self.mostCandidates { break }
        }
        return best?.sentence
    }

    /// A summary that is the text's beginning tells its reader nothing that reading on would not: if the
    /// selection is just the first sentences, the weakest of them makes room for the best of the others.
    mutating func leaveLead(limit: WorkLimit) throws(ProviderFailure) {
        guard isLead else { return }
        try limit.check()
        // A beginning that only filled the room is the weakest of all, and two of them would read badly.
        let worth = chosen.map { sentence in
            value(sentence, repeating: chosen.reduce(0) { $1 == sentence ? $0 : max($0, vectors.cosine(sentence, $1)) })
        }
        guard let weakest = worth.indices.min(by: { (worth[$0], $1) < (worth[$1], $0) }) else { return }
        let removed = shortened?.sentence ?? chosen[weakest]
        remove(removed)
        while total < target * 90 / 100 {
            try limit.check()
            let least = target * 90 / 100 - total
            let room = target * 110 / 100 - total
            if let fitting = bestUnchosen(except: removed, { (least...room).contains($0) }) {
                add(fitting)
            } else if shortened == nil, let longer = bestUnchosen(except: removed, { $0 > room }) {
                add(longer, shortenedTo: target - total)
                break
            } else if let shorter = bestUnchosen(except: removed, { $0 <= room }) {
                add(shorter)
            } else {
                break
            }
        }
        if chosen.isEmpty { add(removed) }
    }

    /// The chosen sentences are the first ones, with or without the headings counted.
    private var isLead: Bool {
        guard !chosen.isEmpty, chosen.count < sentences.count else { return false }
        let last = chosen.reduce(0) { max($0, $1) }
        return (0...last).allSatisfy {
            isChosen[$0] || sentences[$0].kind == .heading || sentences[$0].kind == .apart
        }
    }
}
