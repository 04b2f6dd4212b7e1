// SPDX-License-Identifier: Apache-2.0

/// Reads ECMAScript's pattern syntax.
struct PatternParser {
    private static let depthLimit = 32
    private static let countLimit = 1_000

    private let text: [Unicode.Scalar]
    private var position = 0

    init(_ text: String) { self.text = Array(text.unicodeScalars) }

    mutating func parse() throws(PatternProblem) -> PatternTree {
        let tree = try choice(depth: 0)
        guard position == text.count else { throw problem("a `)` closes nothing") }
        return tree
    }

    private var peek: Unicode.Scalar? { position < text.count ? text[position] : nil }

    private func problem(_ trouble: String) -> PatternProblem {
        PatternProblem(trouble: "\(trouble) (character \(position + 1))")
    }

    private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        guard peek == scalar else { return false }
        position += 1
        return true
    }

    private mutating func next(_ missing: String) throws(PatternProblem) -> Unicode.Scalar {
        guard let scalar = peek else { throw problem(missing) }
        position += 1
        return scalar
    }

    private mutating func choice(depth: Int) throws(PatternProblem) -> PatternTree {
        guard depth <= Self.depthLimit else { throw problem("groups are nested too deeply") }
        var branches = [try sequence(depth: depth)]
        while take("|") { branches.append(try sequence(depth: depth)) }
        return branches.count == 1 ? branches[0] : .choice(branches)
    }

    private mutating func sequence(depth: Int) throws(PatternProblem) -> PatternTree {
        var trees: [PatternTree] = []
        while let scalar = peek, scalar != "|", scalar != ")" { trees.append(try repeated(try atom(depth: depth))) }
        return trees.count == 1 ? trees[0] : trees.isEmpty ? .empty : .sequence(trees)
    }

    private mutating func atom(depth: Int) throws(PatternProblem) -> PatternTree {
        let scalar = try next("something is missing")
        switch scalar {
        case "^": return .start
        case "$": return .end
        case ".": return .one(.any)
        case "[": return .one(try set())
        case "\\": return try escape()
        case "*", "+", "?": throw problem("`\(scalar)` has nothing to repeat")
        case "{": throw problem("a `{` that is meant is written `\\{`")
        case "(":
            if take("?"), !take(":") {
                throw problem("look-around and named groups are not understood, `(…)` and `(?:…)` are")
            }
            let tree = try choice(depth: depth + 1)
            guard take(")") else { throw problem("a group is not closed") }
            return tree
        default: return .one(CharacterSet(scalar))
        }
    }

    private mutating func repeated(_ tree: PatternTree) throws(PatternProblem) -> PatternTree {
        var result = tree
        switch peek {
        case "*": result = .times(tree, least: 0, most: nil)
        case "+": result = .times(tree, least: 1, most: nil)
        case "?": result = .times(tree, least: 0, most: 1)
        case "{":
            position += 1
            let least = try count()
            let most = take(",") ? (peek == "}" ? nil : try count()) : least
            guard peek == "}", least <= most ?? least else { throw problem("a repetition is {n}, {n,} or {n,m}") }
            result = .times(tree, least: least, most: most)
        default: return tree
        }
        position += 1
        // Whether it takes much or little makes no difference to whether it is found.
        _ = take("?")
        if let peek, ["*", "+", "?", "{"].contains(peek) { throw problem("a repetition is repeated") }
        return result
    }

    private mutating func count() throws(PatternProblem) -> Int {
        var number = 0
        let start = position
        while let scalar = peek, ("0"..."9").contains(scalar) {
            number = number * 10 + Int(scalar.value - 0x30)
            guard number <= Self.countLimit else { throw problem("at most \(Self.countLimit) repetitions are counted") }
            position += 1
        }
        guard position > start else { throw problem("a repetition is {n}, {n,} or {n,m}") }
        return number
    }

    private mutating func escape() throws(PatternProblem) -> PatternTree {
        switch peek {
        case "b", "B": return .wordBoundary(try next("") == "b")
        case .some("1"..."9"), "k": throw problem("references back are not understood")
        default: return .one(try characters(inSet: false))
        }
    }

    /// What stands behind a backslash, as the characters that it means.
    private mutating func characters(inSet: Bool) throws(PatternProblem) -> CharacterSet {
        let scalar = try next("nothing follows a backslash")
        switch scalar {
        case "d": return .digits
        case "D": return .digits.negated
        case "w": return .words
        case "W": return .words.negated
        case "s": return .spaces
        case "S": return .spaces.negated
        case "p", "P": return try property(wanted: scalar == "p")
        case "t": return CharacterSet("\t")
        case "n": return CharacterSet("\n")
        case "r": return CharacterSet("\r")
        case "v": return CharacterSet("\u{0B}")
        case "f": return CharacterSet("\u{0C}")
        case "0": return CharacterSet("\u{0}")
        case "b" where inSet: return CharacterSet("\u{08}")
        case "c":
            let letter = try next("a letter must follow \\c")
            guard letter.isASCII, letter.properties.isAlphabetic else { throw problem("a letter must follow \\c") }
            return CharacterSet(try character(letter.value % 32))
        case "x": return CharacterSet(try character(try hexadecimal(2)))
        case "u": return CharacterSet(try codePoint())
        case "a"..."z", "A"..."Z", "1"..."9": throw problem("`\\\(scalar)` is not understood")
        default: return CharacterSet(scalar)
        }
    }

    private mutating func property(wanted: Bool) throws(PatternProblem) -> CharacterSet {
        var name = ""
        guard take("{") else { throw problem("a property is written \\p{…}") }
        while let scalar = peek, scalar != "}" {
            name.unicodeScalars.append(scalar)
            position += 1
        }
        guard take("}"), let property = CharacterSet.Property(name) else {
            throw problem("of properties, L, Lu, Ll, N, Nd and P are understood")
        }
        return CharacterSet(property, wanted: wanted)
    }

    private mutating func codePoint() throws(PatternProblem) -> Unicode.Scalar {
        if take("{") {
            var value: UInt32 = 0
            while let digit = peek.flatMap({ hex($0) }) {
                value = value << 4 | digit
                guard value <= 0x10FFFF else { throw problem("there is no such character") }
                position += 1
            }
            guard take("}") else { throw problem("\\u{…} is not closed") }
            return try character(value)
        }
        let first = try hexadecimal(4)
        guard (0xD800...0xDBFF).contains(first), take("\\"), take("u") else { return try character(first) }
        let second = try hexadecimal(4)
        guard (0xDC00...0xDFFF).contains(second) else { throw problem("there is no such character") }
        return try character(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
    }

    private mutating func hexadecimal(_ digits: Int) throws(PatternProblem) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<digits {
            guard let digit = peek.flatMap({ hex($0) }) else {
                throw problem("\(digits) hexadecimal digits must follow")
            }
            value = value << 4 | digit
            position += 1
        }
        return value
    }

    private func hex(_ scalar: Unicode.Scalar) -> UInt32? {
        guard scalar.isASCII, scalar.properties.isASCIIHexDigit else { return nil }
        return UInt32(String(scalar), radix: 16)
    }

    private func character(_ value: UInt32) throws(PatternProblem) -> Unicode.Scalar {
        guard let scalar = Unicode.Scalar(value) else { throw problem("there is no such character") }
        return scalar
    }

    /// Reads a set; the position is behind its bracket.
    private mutating func set() throws(PatternProblem) -> CharacterSet {
        var set = CharacterSet()
        let isNegated = take("^")
        while !take("]") {
            let first = try element()
            guard peek == "-", position + 1 < text.count, text[position + 1] != "]" else {
                set.join(first)
                continue
            }
            position += 1
            guard let low = first.sole, let high = try element().sole, low <= high else {
                throw problem("a range goes from one character to a later one")
            }
            set.ranges.append(low...high)
        }
        set.isNegated = isNegated
        return set
    }

    private mutating func element() throws(PatternProblem) -> CharacterSet {
        let scalar = try next("a set is not closed")
        return scalar == "\\" ? try characters(inSet: true) : CharacterSet(scalar)
    }
}

extension CharacterSet {
    /// The character, when it is one alone.
    fileprivate var sole: UInt32? {
        guard ranges.count == 1, properties.isEmpty, others.isEmpty, !isNegated,
            ranges[0].lowerBound == ranges[0].upperBound
        else { return nil }
        return ranges[0].lowerBound
    }

    fileprivate mutating func join(_ other: CharacterSet) {
        if other.isNegated || !other.properties.isEmpty {
            others.append(other)
        } else {
            ranges += other.ranges
        }
    }
}
