// SPDX-License-Identifier: Apache-2.0

/// One thing that can be configured: its name in the file, its variable, what it must look like, what it is otherwise.
/// The readers, the example and the listing of known names are made from these alone.
struct Key: Sendable {
    enum Shape: Sendable {
        case text
        case number(ClosedRange<Int>)
        /// `true` or `false`.
        case flag
        /// A text that is also taken from the file that `<name>_file` names, and is never shown.
        case secret
        /// A list of texts; in its variable, separated by this.
        case list(separator: String)
        /// Keys of its own that modules know, not the host; in its variable, a JSON object.
        case settings
    }

    /// In the file, `.` between levels: below the root, or below an entry of `sites`.
    let path: String
    /// Nil: a site's key that only `MORTISE_SITE_<NAME>_<KEY>` carries.
    let variable: String?
    let shape: Shape
    /// What is expected, for a sentence.
    let form: String
    /// What holds when it is absent, for the example: YAML. Empty: nothing, or a sentence in `about` says what.
    let fallback: String
    /// One or more lines.
    let about: String

    init(
        _ path: String,
        _ variable: String?,
        _ shape: Shape = .text,
        _ form: String = "",
        default fallback: String = "",
        _ about: String
    ) {
        self.path = path
        self.variable = variable
        self.shape = shape
        if case .number(let range) = shape {
            self.form =
                "a whole number from \(range.lowerBound) to \(range.upperBound)" + (form.isEmpty ? "" : " (\(form))")
        } else {
            self.form = form
        }
        self.fallback = fallback
        self.about = about
    }

    var isSecret: Bool { if case .secret = shape { true } else { false } }

    /// The name behind the last dot.
    var name: String { path.split(separator: ".").last.map(String.init) ?? path }

    /// The variable of this key for one of several sites.
    func variable(ofSite site: String) -> String {
        "MORTISE_SITE_" + Self.capitals(site) + "_" + Self.capitals(path)
    }

    private static func capitals(_ text: String) -> String {
        String(text.uppercased().map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" })
    }
}
