// SPDX-License-Identifier: Apache-2.0

/// A pattern as it was understood.
indirect enum PatternTree {
    case empty
    case one(CharacterSet)
    case start
    case end
    case wordBoundary(Bool)
    case sequence([PatternTree])
    case choice([PatternTree])
    /// `most` nil: any number of times.
    case times(PatternTree, least: Int, most: Int?)
}

/// Writes a pattern's program. A repetition with numbers is written out, so the program's length bounds it.
struct PatternAssembler {
    private(set) var program: [Pattern.Instruction] = []

    mutating func add(_ tree: PatternTree) throws(PatternProblem) {
        guard program.count < SchemaLimits.pattern else {
            throw PatternProblem(trouble: "it is too large; its repetitions are written out, {1000} a thousand times")
        }
        switch tree {
        case .empty: break
        case .one(let set): program.append(.one(set))
        case .start: program.append(.start)
        case .end: program.append(.end)
        case .wordBoundary(let wanted): program.append(.wordBoundary(wanted))
        case .sequence(let trees): for tree in trees { try add(tree) }
        case .choice(let trees): try choice(trees[...])
        case .times(let tree, let least, let most): try times(tree, least, most)
        }
    }

    private mutating func choice(_ trees: ArraySlice<PatternTree>) throws(PatternProblem) {
        var ends: [Int] = []
        var trees = trees
        while let tree = trees.popFirst() {
            guard !trees.isEmpty else {
                try add(tree)
                break
            }
            let split = program.count
            program.append(.jump(0))
            try add(tree)
            ends.append(program.count)
            program.append(.jump(0))
            program[split] = .split(split + 1, program.count)
        }
        for end in ends { program[end] = .jump(program.count) }
    }

    private mutating func times(_ tree: PatternTree, _ least: Int, _ most: Int?) throws(PatternProblem) {
        // What repeats nothing writes nothing, and would be written out for nothing.
        let before = program.count
        for _ in 0..<least {
            try add(tree)
            if program.count == before { return }
        }
        guard let most else {
            let loop = program.count
            program.append(.jump(0))
            try add(tree)
            program.append(.jump(loop))
            program[loop] = .split(loop + 1, program.count)
            return
        }
        var splits: [Int] = []
        for _ in least..<max(least, most) {
            splits.append(program.count)
            program.append(.jump(0))
            try add(tree)
        }
        for split in splits { program[split] = .split(split + 1, program.count) }
    }
}
