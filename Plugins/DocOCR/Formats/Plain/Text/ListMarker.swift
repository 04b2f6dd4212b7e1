// SPDX-License-Identifier: Apache-2.0

/// What an entry of a list begins with: a bullet, a number, a letter.
struct ListMarker: Equatable {
    /// As it is shown, without dot or brackets; nil: a bullet.
    let number: String?
    /// Bytes up to the entry's text.
    let length: Int

    init?(_ bytes: ArraySlice<UInt8>) {
        if let bullet = Self.bullets.first(where: { bytes.starts(with: $0) }) {
            let rest = bytes.dropFirst(bullet.count)
            guard let blank = rest.first, blank == 0x20 || blank == 0x09 else { return nil }
            number = nil
            length = bullet.count + rest.prefix { $0 == 0x20 || $0 == 0x09 }.count
            guard length < bytes.count else { return nil }
            return
        }
        let isOpened = bytes.first == UInt8(ascii: "(")
        let label = bytes.dropFirst(isOpened ? 1 : 0).prefix(4).prefix { byte in
            (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte) || (0x41...0x5A).contains(byte)
        }
        let rest = bytes[label.endIndex...]
        guard Self.isNumber(label), let close = rest.first, rest.count > 2,
            close == UInt8(ascii: ")") || close == UInt8(ascii: ".") && !isOpened,
            let blank = rest.dropFirst().first, blank == 0x20 || blank == 0x09
        else { return nil }
        // `I. Newton` and `a. m.` are no entries: letters want a bracket.
        guard close == UInt8(ascii: ")") || label.allSatisfy({ $0 < 0x3A }) else { return nil }
        number = String(decoding: label, as: UTF8.self)
        length =
            bytes.distance(from: bytes.startIndex, to: label.endIndex) + 1
            + rest.dropFirst().prefix { $0 == 0x20 || $0 == 0x09 }.count
        guard length < bytes.count else { return nil }
    }

    /// The number as a number; nil for letters and bullets.
    var value: Int? { number.flatMap { Int($0) } }

    private static func isNumber(_ label: ArraySlice<UInt8>) -> Bool {
        guard let first = label.first else { return false }
        return first < 0x3A ? label.count <= 3 && label.allSatisfy { $0 < 0x3A } : label.count == 1
    }

    private static let bullets: [[UInt8]] = ["-", "*", "+", "o", "•", "◦", "▪", "‣", "·", "–", "—", "●", "○", "■"].map {
        Array($0.utf8)
    }
}
