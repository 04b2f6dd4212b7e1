// SPDX-License-Identifier: Apache-2.0

/// Names of parts as packages write them: paths within the archive, with no meaning outside it.
enum PartName {
    /// Where a relationship's target lies: `target` is relative to the folder of `part`, or begins with a slash.
    static func resolve(_ target: String, from part: String) -> String {
        var path: [Substring] = []
        if !target.hasPrefix("/") { path = part.split(separator: "/").dropLast() }
        for step in target.split(whereSeparator: { $0 == "/" || $0 == "\\" }) {
            switch step {
            case ".": continue
            case "..": _ = path.popLast()
            default: path.append(step)
            }
        }
        return path.joined(separator: "/")
    }

    /// Where a part's relationships lie.
    static func relationships(of part: String) -> String {
        var path = part.split(separator: "/")
        let name = path.popLast() ?? ""
        return (path + ["_rels", name + ".rels"]).joined(separator: "/")
    }

    /// A name as an error may show it: short, and nothing in it that a terminal would obey.
    static func shown(_ name: String) -> String {
        String(String.UnicodeScalarView(name.unicodeScalars.prefix(80).map { $0.isASCII && $0.value > 31 ? $0 : "?" }))
    }
}
