// SPDX-License-Identifier: Apache-2.0
import Encodings

/// The text of a paragraph as it gathers, in UTF-8: bytes of several character sets, some of two bytes a character and
/// written half as an escape and half plainly, halves of surrogate pairs, signs.
struct RTFText {
    /// What bytes mean where the font does not say.
    var documentPage = CodePage.westernEuropean
    /// Bytes so far that stand for no character.
    private(set) var substitutions = 0

    private var buffer: [UInt8] = []
    /// Bytes of `pendingPage` that wait for the rest of a character.
    private var pending: [UInt8] = []
    private var pendingPage = CodePage.westernEuropean
    /// The last pending byte is the first of two.
    private var expectsTrail = false
    /// The first half of a surrogate pair.
    private var lead: Int?
    private var tables: [CodePage: SingleByteTable] = [:]
    private var decoders: [CodePage: TextDecoder] = [:]

    var isEmpty: Bool { buffer.isEmpty && pending.isEmpty }

    /// The text so far, of which nothing stays.
    mutating func take() -> String { String(decoding: set([]), as: UTF8.self) }

    /// Exchanges the text, for what interrupts it.
    mutating func set(_ text: [UInt8]) -> [UInt8] {
        flush()
        let old = buffer
        buffer = text
        return old
    }

    mutating func append(_ scalar: Unicode.Scalar) {
        flush()
        put(scalar)
    }

    mutating func append(unit: Int) {
        flushBytes()
        if let first = lead {
            lead = nil
            if (0xDC00...0xDFFF).contains(unit) {
                let value = 0x10000 + (first - 0xD800) << 10 + (unit - 0xDC00)
                if let scalar = UInt32(exactly: value).flatMap(Unicode.Scalar.init) { put(scalar) }
                return
            }
        }
        if (0xD800...0xDBFF).contains(unit) {
            lead = unit
        } else if !(0xE000...0xF8FF).contains(unit), unit > 0, let value = UInt32(exactly: unit) {
            if let scalar = Unicode.Scalar(value) { put(scalar) }
        }
    }

    mutating func append(_ byte: UInt8, as meaning: RTFFonts.Meaning?) {
        withUnsafeBytes(of: byte) { append($0, as: meaning) }
    }

    /// A run of bytes that are all ASCII or all not.
    mutating func append(_ run: UnsafeRawBufferPointer, as meaning: RTFFonts.Meaning?) {
        guard let first = run.first else { return }
        var page = documentPage
        switch meaning {
        case .signs(let signs):
            flush()
            for byte in run { if let scalar = signs.scalar(Int(byte)) { put(scalar) } }
            return
        case .codePage(let named): page = named
        case nil: break
        }
        if first < 0x80, !expectsTrail {
            flush()
            buffer.append(contentsOf: run)
        } else if page.isMultiByte || expectsTrail {
            appendMultiByte(run, expectsTrail ? pendingPage : page)
        } else if page == .westernEuropean, run.count > 1, Self.isUTF8(run) {
            // Not as the specification has it, but some programs write it; in this code page it would be no text.
            flush()
            buffer.append(contentsOf: run)
        } else {
            flush()
            let table = tables[page] ?? SingleByteTable(codePage: page)
            tables[page] = table
            for byte in run { put(table[byte]) }
        }
    }

    private mutating func appendMultiByte(_ run: UnsafeRawBufferPointer, _ page: CodePage) {
        if page != pendingPage { flush() }
        pendingPage = page
        for byte in run {
            if expectsTrail {
                expectsTrail = false
                pending.append(byte)
            } else if byte < 0x80 {
                flush()
                buffer.append(byte)
            } else {
                pending.append(byte)
                expectsTrail = Self.isLead(byte, page)
            }
        }
    }

    private static func isLead(_ byte: UInt8, _ page: CodePage) -> Bool {
        switch page.number {
        case 932, 10001: (0x81...0x9F).contains(byte) || (0xE0...0xFC).contains(byte)
        case 65001: false
        default: (0x81...0xFE).contains(byte)
        }
    }

    private static func isUTF8(_ run: UnsafeRawBufferPointer) -> Bool {
        String(validating: run, as: UTF8.self) != nil
    }

    private mutating func flush() {
        lead = nil
        flushBytes()
    }

    private mutating func flushBytes() {
        guard !pending.isEmpty else { return }
        expectsTrail = false
        let decoder = decoders[pendingPage] ?? TextDecoder(codePage: pendingPage)
        decoders[pendingPage] = decoder
        if let decoder {
            let before = decoder.substitutions
            pending.withUnsafeBytes { decoder.decode($0, into: &buffer, isLast: true) }
            substitutions += decoder.substitutions - before
        }
        pending.removeAll(keepingCapacity: true)
    }

    private mutating func put(_ scalar: Unicode.Scalar) {
        if scalar.isASCII {
            buffer.append(UInt8(truncatingIfNeeded: scalar.value))
        } else {
            buffer.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
        }
    }
}
