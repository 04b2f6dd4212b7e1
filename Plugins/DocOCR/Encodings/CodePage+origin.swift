// SPDX-License-Identifier: Apache-2.0

extension CodePage {
    /// The code page of a font's character set (`fcharset` in RTF, `chs` in Word's font table); nil where the set says
    /// nothing (default, symbol) and another source decides. Source: the CHARSET constants of Windows.
    public init?(fontCharacterSet: Int) {
        switch fontCharacterSet {
        case 0: self.init(1252)
        case 77: self.init(10000)
        case 78: self.init(10001)
        case 79: self.init(10003)
        case 80: self.init(10008)
        case 81: self.init(10002)
        case 85: self.init(10006)
        case 86: self.init(10081)
        case 88: self.init(10029)
        case 89: self.init(10007)
        case 128: self.init(932)
        case 129: self.init(949)
        case 134: self.init(936)
        case 136: self.init(950)
        case 161: self.init(1253)
        case 162: self.init(1254)
        case 163: self.init(1258)
        case 177: self.init(1255)
        case 178, 179, 180: self.init(1256)
        case 186: self.init(1257)
        case 204: self.init(1251)
        case 222: self.init(874)
        case 238: self.init(1250)
        case 254: self.init(437)
        case 255: self.init(850)
        default: return nil
        }
    }

    /// The code page that Windows used for a language (an LCID, of which the low ten bits are the language).
    /// Source: [MS-LCID].
    public init(language: Int) {
        switch language & 0x3FF {
        case 0x01, 0x20, 0x29: self.init(1256)
        case 0x02, 0x19, 0x22, 0x23, 0x2F, 0x3F, 0x40, 0x44: self.init(1251)
        case 0x04: self.init([0x0804, 0x1004].contains(language) ? 936 : 950)
        case 0x05, 0x0E, 0x15, 0x18, 0x1B, 0x1C, 0x24: self.init(1250)
        // Serbian and Bosnian in Cyrillic letters; Croatian and the rest in Latin ones.
        case 0x1A: self.init([0x0C1A, 0x1C1A, 0x201A].contains(language) ? 1251 : 1250)
        case 0x08: self.init(1253)
        case 0x0D: self.init(1255)
        case 0x11: self.init(932)
        case 0x12: self.init(949)
        case 0x1E: self.init(874)
        case 0x1F, 0x2C: self.init(1254)
        case 0x25, 0x26, 0x27: self.init(1257)
        case 0x2A: self.init(1258)
        default: self.init(1252)
        }
    }
}
