// SPDX-License-Identifier: Apache-2.0

/// The namespaces of office formats by the prefixes that their standards use. A prefix stands for both spellings of ISO
/// 29500, transitional and strict. Which prefix a document declares does not matter.
enum XMLNamespace {
    /// Prefix and URIs. The position is the namespace's code; 0 stands for no namespace.
    static let all: [(prefix: String, uris: [String])] = [
        ("", []),
        ("w", [transitional("wordprocessingml/2006/main"), strict("wordprocessingml/main")]),
        ("a", [transitional("drawingml/2006/main"), strict("drawingml/main")]),
        ("p", [transitional("presentationml/2006/main"), strict("presentationml/main")]),
        ("x", [transitional("spreadsheetml/2006/main"), strict("spreadsheetml/main")]),
        (
            "r",
            [transitional("officeDocument/2006/relationships"), strict("officeDocument/relationships")]
        ),
        ("m", [transitional("officeDocument/2006/math"), strict("officeDocument/math")]),
        ("c", [transitional("drawingml/2006/chart"), strict("drawingml/chart")]),
        ("dgm", [transitional("drawingml/2006/diagram"), strict("drawingml/diagram")]),
        ("xdr", [transitional("drawingml/2006/spreadsheetDrawing"), strict("drawingml/spreadsheetDrawing")]),
        ("mc", [transitional("markup-compatibility/2006")]),
        ("v", ["urn:schemas-microsoft-com:vml"]),
        ("ct", ["http://schemas.openxmlformats.org/package/2006/content-types"]),
        ("rel", ["http://schemas.openxmlformats.org/package/2006/relationships"]),
        ("dc", ["http://purl.org/dc/elements/1.1/"]),
        ("office", [openDocument("office")]),
        ("text", [openDocument("text")]),
        ("table", [openDocument("table")]),
        ("style", [openDocument("style")]),
        ("draw", [openDocument("drawing")]),
        ("svg", [openDocument("svg-compatible")]),
        ("fo", [openDocument("xsl-fo-compatible")]),
        ("presentation", [openDocument("presentation")]),
        ("manifest", [openDocument("manifest")]),
        ("form", [openDocument("form")]),
        ("number", [openDocument("datastyle")]),
        ("xml", ["http://www.w3.org/XML/1998/namespace"]),
    ]

    private static func transitional(_ path: String) -> String { "http://schemas.openxmlformats.org/" + path }
    private static func strict(_ path: String) -> String { "http://purl.oclc.org/ooxml/" + path }
    private static func openDocument(_ name: String) -> String {
        "urn:oasis:names:tc:opendocument:xmlns:" + name + ":1.0"
    }
}
