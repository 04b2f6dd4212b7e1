// SPDX-License-Identifier: Apache-2.0
import Encodings
import TextFlow

extension RTFParser {
    /// A run of text as it stands in the file: all ASCII, or all not.
    mutating func add(_ range: Range<Int>) {
        isOptional = false
        var range = range
        if fallbackLeft > 0 {
            let passed = min(fallbackLeft, range.count)
            fallbackLeft -= passed
            range = (range.lowerBound + passed)..<range.upperBound
        }
        guard !range.isEmpty else { return }
        switch state.destination {
        case .text, .marker, .title:
            if isLeftOut(range.count) { return }
            text.append(UnsafeRawBufferPointer(rebasing: bytes[range]), as: meaning)
        case .fontTable: for index in range { fonts.name(bytes[index]) }
        case .styleSheet: for index in range { styles.name(bytes[index]) }
        case .instruction:
            if instruction.count < 256 { instruction.append(contentsOf: bytes[range].prefix(256)) }
        case .skip, .info, .shape: break
        }
    }

    /// A byte of the character set that is in force, written as an escape.
    mutating func add(_ byte: UInt8) {
        if fallbackLeft > 0 {
            fallbackLeft -= 1
            return
        }
        switch state.destination {
        case .text, .marker, .title:
            if isLeftOut(1) { return }
            text.append(byte, as: meaning)
        case .fontTable: fonts.name(byte)
        case .styleSheet: styles.name(byte)
        case .skip, .info, .shape, .instruction: break
        }
    }

    /// A character of its own, such as `\bullet`.
    mutating func add(_ scalar: Unicode.Scalar) {
        switch state.destination {
        case .text, .marker, .title: if !isLeftOut(1) { text.append(scalar) }
        case .instruction: if scalar.isASCII, instruction.count < 256 { instruction.append(UInt8(scalar.value)) }
        case .skip, .fontTable, .styleSheet, .info, .shape: break
        }
    }

    /// A unit of UTF-16, as `\u` writes it: signed.
    mutating func addUnit(_ value: Int) {
        fallbackLeft = state.fallback
        switch state.destination {
        case .text, .marker, .title:
            if isLeftOut(1) { return }
            let unit = value < 0 ? value + 0x10000 : value
            if (0xF000...0xF0FF).contains(unit) {
                if case .signs(let signs) = meaning, let scalar = signs.scalar(unit) { text.append(scalar) }
            } else {
                text.append(unit: unit)
            }
        case .skip, .fontTable, .styleSheet, .info, .shape, .instruction: break
        }
    }

    private var meaning: RTFFonts.Meaning? { fonts.meaning(of: state.font) }

    /// Hidden text is counted, since it could be meant for a machine alone; deleted text is a change that was tracked.
    private mutating func isLeftOut(_ characters: Int) -> Bool {
        if state.isHidden, state.destination == .text { flow.hide(characters) }
        return state.isHidden || state.isDeleted
    }
}
