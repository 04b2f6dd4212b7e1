// SPDX-License-Identifier: Apache-2.0

/// Fields that are open (ISO 29500-1, 17.16.18): an instruction, which is not shown, then what it came to, which is.
struct FieldStack {
    private static let deepest = 256
    /// For each field that is open, whether its instruction is being read.
    private var instructions: [Bool] = []
    private var open = 0

    /// Within a field's instruction, or within the result of a field that lies in one.
    @inline(__always) var isInInstruction: Bool { open > 0 }

    /// A mark: `begin`, `separate` or `end`.
    mutating func meet(_ mark: String) {
        switch mark {
        case "begin":
            guard instructions.count < Self.deepest else { return }
            instructions.append(true)
            open += 1
        case "separate": close()
        case "end":
            close()
            _ = instructions.popLast()
        default: break
        }
    }

    /// Instructions do not reach beyond their paragraph in any file that a program writes: in one that lacks a mark,
    /// the rest of the document would be lost.
    mutating func endParagraph() {
        guard open > 0 else { return }
        for index in instructions.indices { instructions[index] = false }
        open = 0
    }

    private mutating func close() {
        guard let last = instructions.last, last else { return }
        instructions[instructions.count - 1] = false
        open -= 1
    }
}
