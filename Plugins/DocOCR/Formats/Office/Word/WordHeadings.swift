// SPDX-License-Identifier: Apache-2.0

/// Styles by their names. The names of built-in styles are English in every language of the program; names in other
/// languages come from programs that translate them, and from files without a list of styles.
enum WordHeadings {
    private static let words: Set<String> = [
        "heading", "überschrift", "berschrift", "titre", "título", "ttulo", "titulo", "titolo", "intestazione", "kop",
        "rubrik", "overskrift", "otsikko", "nagłówek", "nagwek", "nadpis", "címsor", "cmsor", "başlık", "balk", "titlu",
        "заголовок", "επικεφαλίδα", "見出し", "标题", "標題", "제목",
    ]

    /// The level of a heading's style, 1 for the outermost; nil for other styles.
    static func level(_ name: String) -> Int? {
        guard let last = name.utf8.last else { return nil }
        let isNumbered = (49...57).contains(last)
        guard isNumbered || last == UInt8(ascii: "e") else { return nil }
        let lower = name.lowercased()
        if lower == "title" { return 1 }
        if lower == "subtitle" { return 2 }
        guard isNumbered else { return nil }
        var word = lower.dropLast()
        while word.last == " " || word.last == "_" || word.last == "-" { word = word.dropLast() }
        return words.contains(String(word)) ? Int(last - 48) : nil
    }

    /// Depth and kind of a built-in list style, such as `List Bullet 2`; nil for other styles.
    static func list(_ name: String) -> (depth: Int, isNumbered: Bool)? {
        guard name.utf8.count >= 10, name.utf8.count <= 13 else { return nil }
        var lower = name.lowercased().filter { $0 != " " }
        var depth = 0
        if let last = lower.utf8.last, (50...53).contains(last) {
            depth = Int(last - 49)
            lower.removeLast()
        }
        switch lower {
        case "listbullet": return (depth, false)
        case "listnumber": return (depth, true)
        default: return nil
        }
    }
}
