// SPDX-License-Identifier: Apache-2.0
import CLeptonica

/// How a camera was held, from the EXIF member of a JPEG file (JEITA CP-3451, tag 0x0112).
enum EXIFOrientation {
    /// 1 to 8; 1, which is upright, when the file does not say it.
    static func of(_ bytes: UnsafeRawBufferPointer) -> Int {
        var position = 2
        while position + 4 <= bytes.count, bytes[position] == 0xFF {
            let marker = bytes[position + 1]
            let length = Int(bytes[position + 2]) << 8 | Int(bytes[position + 3])
            guard marker != 0xDA, length >= 2, position + 2 + length <= bytes.count else { return 1 }
            if marker == 0xE1,
                let found = orientation(
                    UnsafeRawBufferPointer(rebasing: bytes[(position + 4)..<(position + 2 + length)])
                )
            {
                return found
            }
            position += 2 + length
        }
        return 1
    }

    private static func orientation(_ segment: UnsafeRawBufferPointer) -> Int? {
        guard segment.count > 20, segment.prefix(6).elementsEqual(Array("Exif\0\0".utf8)) else { return nil }
        let tiff = UnsafeRawBufferPointer(rebasing: segment.dropFirst(6))
        let isBigEndian = tiff[0] == UInt8(ascii: "M")
        func number(_ at: Int, _ size: Int) -> Int? {
            guard at >= 0, at <= tiff.count - size else { return nil }
            return (0..<size).reduce(0) { $0 | Int(tiff[at + $1]) << (8 * (isBigEndian ? size - 1 - $1 : $1)) }
        }
        guard let directory = number(4, 4), let entries = number(directory, 2) else { return nil }
        for entry in 0..<entries {
            let at = directory + 2 + entry * 12
            guard let tag = number(at, 2) else { return nil }
            if tag == 0x0112 { return number(at + 8, 2).flatMap { (1...8).contains($0) ? $0 : nil } }
        }
        return nil
    }
}

extension Picture {
    /// As it was seen by who held the camera so.
    func held(_ orientation: Int) -> Picture? {
        switch orientation {
        case 2: made { pixFlipLR(nil, $0) }
        case 3: turned(quarters: 2)
        case 4: made { pixFlipTB(nil, $0) }
        case 5: turned(quarters: 1)?.made { pixFlipLR(nil, $0) }
        case 6: turned(quarters: 1)
        case 7: turned(quarters: 3)?.made { pixFlipLR(nil, $0) }
        case 8: turned(quarters: 3)
        default: self
        }
    }
}
