// SPDX-License-Identifier: Apache-2.0
public import DocumentModel
import Glibc

/// The languages that pages are read in: which ones are meant, and whether their data are there.
public struct OCRLanguages: Sendable, Hashable {
    /// As Tesseract names its data files, the main language first: `["deu", "eng"]`.
    public let names: [String]
    /// The folder with the data files.
    public let folder: String

    /// Where Debian keeps the data of Tesseract 5.
    public static let folder = "/usr/share/tesseract-ocr/5/tessdata"

    /// - Parameters:
    ///   - tags: BCP 47 tags such as `de` or `zh-Hant`, or Tesseract's own names, also joined with `+`, at most 8; empty: English, or the one
    ///     language that is there.
    /// - Throws: `unsupported`, naming the languages whose data are not installed and the Debian packages that hold them.
    public init(tags: [String], folder: String = OCRLanguages.folder) throws(ReadingError) {
        self.folder = folder
        var names: [String] = []
        var missing: [String] = []
        for tag in tags.flatMap({ $0.split(separator: "+") }).prefix(8).map(String.init) {
            let name = Self.name(of: tag)
            if !Self.isInstalled(name, in: folder) {
                missing.append(name)
            } else if !names.contains(name) {
                names.append(name)
            }
        }
        guard missing.isEmpty else {
            let packages = missing.map { "tesseract-ocr-" + $0.lowercased().replacing("_", with: "-") }
            throw ReadingError(
                .unsupported,
                "the page is a picture, and data to read \(missing.joined(separator: ", ")) are not on this machine. "
                    + "Install \(packages.joined(separator: ", ")), or take the language out of `languages`"
            )
        }
        if names.isEmpty {
            guard
                let found = (["eng"] + Self.scripts.values.flatMap(\.self).sorted()).first(where: {
                    Self.isInstalled($0, in: folder)
                })
            else {
                throw ReadingError(
                    .unsupported,
                    "the page is a picture, and no language data to read it are on this machine. Install tesseract-ocr"
                )
            }
            names = [found]
        }
        self.names = names
    }

    private init(names: [String], folder: String) {
        self.names = names
        self.folder = folder
    }

    /// What Tesseract is told.
    public var joined: String { names.joined(separator: "+") }

    /// Installed languages for a script that Tesseract's detector named and these languages do not cover; nil when
    /// there are none.
    func others(for script: String) -> OCRLanguages? {
        let candidates = Self.scripts[script] ?? []
        guard !candidates.isEmpty, !names.contains(where: candidates.contains) else { return nil }
        let found = candidates.filter { Self.isInstalled($0, in: folder) }
        return found.isEmpty ? nil : OCRLanguages(names: Array(found.prefix(2)), folder: folder)
    }

    static func isInstalled(_ name: String, in folder: String) -> Bool {
        guard name.utf8.allSatisfy({ $0 == UInt8(ascii: "_") || UInt8(ascii: "a")...UInt8(ascii: "z") ~= $0 | 0x20 })
        else {
            return false
        }
        let file = open(folder + "/" + name + ".traineddata", O_RDONLY | O_CLOEXEC)
        if file >= 0 { close(file) }
        return file >= 0
    }

    /// Tesseract's name for a tag. Names of three letters and more stay as they are: `chi_sim`, `deu_frak`.
    static func name(of tag: String) -> String {
        let subtags = tag.lowercased().split(whereSeparator: { $0 == "-" || $0 == "_" }).map(String.init)
        guard let language = subtags.first else { return tag }
        if language == "zh" {
            return subtags.contains(where: { ["hant", "tw", "hk", "mo"].contains($0) }) ? "chi_tra" : "chi_sim"
        }
        if language == "sr", subtags.contains("latn") { return "srp_latn" }
        return language.utf8.count == 2 ? twoLetters[language] ?? language : tag
    }

    /// ISO 639-1 to the names of Tesseract's data, which are ISO 639-2/T.
    private static let twoLetters: [String: String] = [
        "af": "afr", "am": "amh", "ar": "ara", "az": "aze", "be": "bel", "bg": "bul", "bn": "ben", "bs": "bos",
        "ca": "cat", "cs": "ces", "cy": "cym", "da": "dan", "de": "deu", "el": "ell", "en": "eng", "eo": "epo",
        "es": "spa", "et": "est", "eu": "eus", "fa": "fas", "fi": "fin", "fr": "fra", "ga": "gle", "gl": "glg",
        "gu": "guj", "he": "heb", "hi": "hin", "hr": "hrv", "hu": "hun", "hy": "hye", "id": "ind", "is": "isl",
        "it": "ita", "ja": "jpn", "ka": "kat", "kk": "kaz", "km": "khm", "kn": "kan", "ko": "kor", "la": "lat",
        "lt": "lit", "lv": "lav", "mk": "mkd", "ml": "mal", "mr": "mar", "ms": "msa", "mt": "mlt", "my": "mya",
        "nb": "nor", "ne": "nep", "nl": "nld", "nn": "nor", "no": "nor", "pa": "pan", "pl": "pol", "pt": "por",
        "ro": "ron", "ru": "rus", "si": "sin", "sk": "slk", "sl": "slv", "sq": "sqi", "sr": "srp", "sv": "swe",
        "sw": "swa", "ta": "tam", "te": "tel", "th": "tha", "tl": "tgl", "tr": "tur", "uk": "ukr", "ur": "urd",
        "uz": "uzb", "vi": "vie", "yi": "yid",
    ]

    /// Scripts as Tesseract's detector names them, each with the languages that are tried for it.
    private static let scripts: [String: [String]] = [
        "Arabic": ["ara", "fas"], "Armenian": ["hye"], "Bengali": ["ben"], "Cyrillic": ["rus", "ukr", "bul"],
        "Devanagari": ["hin"], "Georgian": ["kat"], "Greek": ["ell"], "Gujarati": ["guj"],
        "Han": ["chi_sim", "chi_tra"],
        "HanS": ["chi_sim"], "HanT": ["chi_tra"], "Hangul": ["kor"], "Hebrew": ["heb"], "Japanese": ["jpn"],
        "Kannada": ["kan"], "Korean": ["kor"], "Latin": ["eng", "deu", "fra", "spa"], "Tamil": ["tam"],
        "Telugu": ["tel"],
        "Thai": ["tha"],
    ]
}
