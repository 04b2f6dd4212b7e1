// SPDX-License-Identifier: Apache-2.0

/// The control words that mean something to a reader of text. All others are formatting.
enum RTFWord: Sendable {
    /// Signs and breaks.
    case scalar(Unicode.Scalar)
    case paragraphEnd, line, page, section, cell, row, nestedCell, nestedRow
    case unicode, unicodeFallback, binary
    /// Character sets and fonts.
    case ansi, mac, pc, pca, codePage, defaultFont, font, fontCharacterSet, fontCodePage
    /// Character properties.
    case plain, hidden, deleted
    /// Paragraph properties.
    case paragraphDefaults, rowDefaults, headerRow, inTable, tableLevel, style, outlineLevel, list, listLevel
    /// Destinations.
    case fontTable, styleSheet, info, title, marker, note, shape, shapeText, instruction, transparent, upper,
        unicodeUpper
    case skipped

    static let byHash: [UInt64: RTFWord] = {
        var words: [UInt64: RTFWord] = [:]
        for (name, word) in named { words[RTFScanner.hash(of: name)] = word }
        for name in skippedNames { words[RTFScanner.hash(of: name)] = .skipped }
        return words
    }()

    private static let named: [(StaticString, RTFWord)] = [
        ("par", .paragraphEnd), ("sect", .section), ("page", .page), ("column", .page), ("line", .line),
        ("lbr", .line), ("softline", .line), ("softpage", .line), ("tab", .scalar("\t")), ("nestcell", .nestedCell),
        ("cell", .cell), ("row", .row), ("nestrow", .nestedRow),
        ("emdash", .scalar("—")), ("endash", .scalar("–")), ("emspace", .scalar("\u{2003}")),
        ("enspace", .scalar("\u{2002}")), ("qmspace", .scalar("\u{2005}")), ("bullet", .scalar("•")),
        ("lquote", .scalar("‘")), ("rquote", .scalar("’")), ("ldblquote", .scalar("“")), ("rdblquote", .scalar("”")),
        ("zwj", .scalar("\u{200D}")), ("zwnj", .scalar("\u{200C}")),
        ("u", .unicode), ("uc", .unicodeFallback), ("bin", .binary),
        ("ansi", .ansi), ("mac", .mac), ("pc", .pc), ("pca", .pca), ("ansicpg", .codePage), ("deff", .defaultFont),
        ("f", .font), ("fcharset", .fontCharacterSet), ("cpg", .fontCodePage),
        ("plain", .plain), ("v", .hidden), ("deleted", .deleted), ("mvf", .deleted),
        ("pard", .paragraphDefaults), ("trowd", .rowDefaults), ("trhdr", .headerRow), ("intbl", .inTable),
        ("itap", .tableLevel),
        ("s", .style), ("outlinelevel", .outlineLevel), ("ls", .list), ("ilvl", .listLevel),
        ("fonttbl", .fontTable), ("stylesheet", .styleSheet), ("info", .info), ("title", .title),
        ("pntext", .marker), ("listtext", .marker), ("footnote", .note), ("annotation", .note),
        ("shp", .transparent), ("shpinst", .shape), ("shpgrp", .transparent), ("shptxt", .shapeText),
        ("do", .shape), ("dptxbxtext", .shapeText), ("fldinst", .instruction), ("fldrslt", .transparent),
        ("field", .transparent), ("result", .transparent), ("object", .transparent), ("moMath", .transparent),
        ("moMathPara", .transparent),
        ("mmath", .transparent), ("nesttableprops", .transparent), ("upr", .upper), ("ud", .unicodeUpper),
    ]

    private static let skippedNames: [StaticString] = [
        "colortbl", "filetbl", "pict", "nonshppict", "shprslt", "shppict", "objdata", "objclass", "objname",
        "header", "headerl", "headerr", "headerf", "footer", "footerl", "footerr", "footerf", "ftnsep", "ftnsepc",
        "ftncn", "aftnsep", "aftnsepc", "aftncn", "xe", "tc", "tcn", "txe", "rxe", "bxe", "sp", "sn", "sv", "private",
        "listtable", "listoverridetable", "listname", "leveltext", "levelnumbers", "revtbl", "rsidtbl", "panose",
        "falt", "fontemb", "fontfile", "pn", "pntxta", "pntxtb", "pnseclvl", "themedata", "datastore", "generator",
        "atnid", "atnauthor", "atntime", "atndate", "atnref", "atnparent", "atrfstart", "atrfend", "bkmkstart",
        "bkmkend", "blipuid", "picprop", "formfield", "datafield", "template", "comment", "nextfile", "nonesttables",
        "factoidname", "passwordhash", "mmathPict", "mmathPr", "mfPr", "mctrlPr", "maccPr", "mbarPr", "mboxPr",
        "mborderBoxPr", "mdPr", "meqArrPr", "mfuncPr", "mgroupChrPr", "mlimLowPr", "mlimUppPr", "mmPr", "mmcPr",
        "mnaryPr", "mphantPr", "mradPr", "msPrePr", "msSubPr", "msSubSupPr", "msSupPr", "mrPr", "margPr",
        "moMathParaPr",
    ]
}
