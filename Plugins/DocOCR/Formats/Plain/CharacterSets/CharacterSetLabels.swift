// SPDX-License-Identifier: Apache-2.0
import Encodings

/// Names of character sets as files declare them.
enum CharacterSetLabels {
    /// The set that is meant, which is not always the one that is named: what says Latin-1 is windows-1252 in truth, and
    /// so on. Source: the labels of the WHATWG Encoding Standard.
    /// - Returns: nil for a name that is unknown.
    static func set(for label: String) -> CharacterSet? {
        guard label.utf8.count < 64 else { return nil }
        let name = String(label.lowercased().filter { !$0.isWhitespace && $0 != "\"" && $0 != "'" })
        let meant =
            switch name {
            case "", "x-user-defined": ""
            case "utf-8", "utf8", "unicode-1-1-utf-8", "unicode11utf8": "UTF-8"
            // A file that can be read as ASCII up to its declaration is not in UTF-16.
            case _ where name.hasPrefix("utf-16") || name.hasPrefix("utf16") || name.hasPrefix("unicode"): ""
            case "us-ascii", "ascii", "iso-8859-1", "iso8859-1", "iso_8859-1", "latin1", "l1", "ansi", "cp1252":
                "windows-1252"
            case "iso-8859-9", "iso8859-9", "latin5": "windows-1254"
            case "gb2312", "gbk", "gb_2312-80", "x-gbk", "cp936", "gb18030", "gb-18030", "euc-cn": "gb18030"
            case "shift_jis", "shift-jis", "sjis", "x-sjis", "ms_kanji", "windows-31j", "cp932": "windows-31j"
            case "ks_c_5601-1987", "euc-kr", "euckr", "cp949", "uhc", "ks_c_5601-1989", "windows-949": "windows-949"
            case "tis-620", "iso-8859-11", "windows-874", "cp874": "windows-874"
            case "big5", "big5-hkscs", "x-x-big5", "cn-big5", "cp950": "Big5"
            case "iso-8859-8-i", "iso-8859-8-e", "logical": "ISO-8859-8"
            case "viscii", "iso-8859-16": name.uppercased()
            case "koi8-r", "koi8", "koi", "koi8_r": "KOI8-R"
            case "macintosh", "mac", "x-mac-roman": "macintosh"
            case "cp866", "ibm866", "866": "IBM866"
            default: name
            }
        guard !meant.isEmpty else { return nil }
        let set = CharacterSet(name: meant)
        return meant == "UTF-8" ? nil : set.decoder() == nil ? nil : set
    }
}
