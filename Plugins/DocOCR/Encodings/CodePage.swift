// SPDX-License-Identifier: Apache-2.0

/// A character set by the number that Windows gives it, as old Word files and RTF do: 1252 is Western European.
public struct CodePage: Sendable, Hashable {
    public let number: Int

    public init(_ number: Int) { self.number = number }

    /// The code page of that number; the same as `init`, for reading aloud.
    public static func windows(_ number: Int) -> CodePage { CodePage(number) }
    public static let westernEuropean = CodePage(1252)
    public static let macintosh = CodePage(10000)

    /// Two bytes may stand for one character.
    public var isMultiByte: Bool {
        switch number {
        case 932, 936, 949, 950, 10001, 10002, 10003, 10008, 20932, 51932, 51936, 51949, 54936, 65001: true
        default: false
        }
    }

    /// Whether there is a converter for it.
    public var hasConverter: Bool { converterName != nil }

    /// The name that ICU has for it; nil when there is none.
    /// Source: Microsoft's table of code page identifiers, ICU's convrtrs.txt.
    var converterName: String? {
        switch number {
        case 437, 737, 775, 850, 852, 855, 857, 858, 860...866, 869: "ibm-\(number)"
        case 874: "windows-874-2000"
        // The Macintosh sets of East Asia differ from those of Windows in a few signs only.
        case 932, 10001: "windows-31j"
        case 936, 10008: "windows-936-2000"
        case 949, 10003: "windows-949-2000"
        case 950, 10002: "windows-950-2000"
        case 1250...1258: "windows-\(number)"
        case 1200: "UTF-16LE"
        case 1201: "UTF-16BE"
        case 10000: "macintosh"
        case 10006: "macos-6_2-10.4"
        case 10007, 10017: "macos-7_3-10.2"
        case 10029: "macos-29-10.2"
        case 10081: "macos-35-10.2"
        case 20127: "US-ASCII"
        case 20866: "KOI8-R"
        case 20932, 51932: "EUC-JP"
        case 21866: "KOI8-U"
        case 28591...28599, 28603, 28605: "ISO-8859-\(number - 28590)"
        case 50220...50222: "ISO-2022-JP"
        case 51936: "GB2312"
        case 51949: "EUC-KR"
        case 54936: "gb18030"
        case 65001: "UTF-8"
        default: nil
        }
    }
}
