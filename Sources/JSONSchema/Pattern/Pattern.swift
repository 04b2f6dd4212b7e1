// SPDX-License-Identifier: Apache-2.0

/// Why a pattern cannot be used.
struct PatternProblem: Error {
    let trouble: String
}

/// A regular expression, run as a set of places in its program that moves along the text once: time grows with the
/// text's length times the pattern's, never faster, whatever the pattern is. After R. Cox, "Regular Expression
/// Matching Can Be Simple And Fast", 2007.
///
/// ECMAScript's syntax without what would need going back: no look-around, no back-references.
struct Pattern: Sendable {
    enum Instruction: Sendable {
        case one(CharacterSet)
        case split(Int, Int)
        case jump(Int)
        case start
        case end
        /// Whether a word begins or ends here is to be so, or not.
        case wordBoundary(Bool)
        case match
    }

    private let program: [Instruction]

    init(_ text: String) throws(PatternProblem) {
        var parser = PatternParser(text)
        let tree = try parser.parse()
        var assembler = PatternAssembler()
        try assembler.add(tree)
        program = assembler.program + [.match]
    }

    /// Whether the pattern is found anywhere in the text.
    /// - Parameters:
    ///   - spent: grows by the work done.
    ///   - limit: work after which it gives up; `spent` is then above it.
    func matches(_ text: String, spent: inout Int, limit: Int) -> Bool {
        var places = PlaceSet(count: program.count)
        var next = PlaceSet(count: program.count)
        var before: Unicode.Scalar?
        var rest = text.unicodeScalars.makeIterator()
        var current = rest.next()
        while true {
            // The pattern may begin at any character.
            if follow(0, into: &places, before, current, &spent) { return true }
            guard let character = current, spent <= limit else { return false }
            let following = rest.next()
            next.removeAll()
            for place in places.places {
                spent += 1
                guard case .one(let set) = program[place], set.contains(character) else { continue }
                if follow(place + 1, into: &next, character, following, &spent) { return true }
            }
            swap(&places, &next)
            before = character
            current = following
        }
    }

    /// Adds a place and all that can be reached from it without reading. True when the match is among them.
    private func follow(
        _ start: Int,
        into places: inout PlaceSet,
        _ before: Unicode.Scalar?,
        _ current: Unicode.Scalar?,
        _ spent: inout Int
    ) -> Bool {
        var stack = [start]
        while let place = stack.popLast() {
            guard places.insert(place) else { continue }
            spent += 1
            switch program[place] {
            case .one: break
            case .match: return true
            case .jump(let target): stack.append(target)
            case .split(let left, let right):
                stack.append(right)
                stack.append(left)
            case .start: if before == nil { stack.append(place + 1) }
            case .end: if current == nil { stack.append(place + 1) }
            case .wordBoundary(let wanted):
                let isBoundary = CharacterSet.isWord(before) != CharacterSet.isWord(current)
                if isBoundary == wanted { stack.append(place + 1) }
            }
        }
        return false
    }
}

/// Places of a program, each at most once, emptied in no time.
private struct PlaceSet {
    private(set) var places: [Int] = []
    private var marks: [Int]
    private var round = 1

    init(count: Int) { marks = [Int](repeating: 0, count: count) }

    mutating func insert(_ place: Int) -> Bool {
        guard marks[place] != round else { return false }
        marks[place] = round
        places.append(place)
        return true
    }

    mutating func removeAll() {
        places.removeAll(keepingCapacity: true)
        round += 1
    }
}
