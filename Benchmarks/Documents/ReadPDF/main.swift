// SPDX-License-Identifier: GPL-3.0-or-later
// Prints what the PDF reader makes of a file, for scores and times:
//
//     ReadPDF [--pages first-last] [--decisions | --packed | --quiet] FILE
import DocumentModel
import Glibc
import PDFFormat

func complain(_ text: String) {
    let line = Array((text + "\n").utf8)
    _ = write(STDERR_FILENO, line, line.count)
}

var arguments = Array(CommandLine.arguments.dropFirst())
var mode = ""
var first = 1
var last = Int.max
while let option = arguments.first, option.hasPrefix("--") {
    arguments.removeFirst()
    if option == "--pages", let range = arguments.first?.split(separator: "-").compactMap({ Int($0) }), range.count == 2
    {
        first = range[0]
        last = range[1]
        arguments.removeFirst()
    } else {
        mode = option
    }
}
guard let path = arguments.first, let stream = fopen(path, "rb") else {
    print("usage: ReadPDF [--pages first-last] [--decisions | --packed | --quiet] FILE")
    exit(2)
}
fseek(stream, 0, SEEK_END)
let size = ftell(stream)
rewind(stream)
let bytes = UnsafeMutableRawBufferPointer.allocate(byteCount: max(size, 1), alignment: 16)
guard fread(bytes.baseAddress, 1, size, stream) == size else { exit(2) }
do {
    let file = try PDFFile(bytes: UnsafeRawBufferPointer(rebasing: bytes[..<size]))
    var pages: [PDFAssembly.Page] = []
    for number in first...max(first, min(last, file.pageCount)) {
        do {
            let page = try file.page(number)
            if mode == "--decisions" { print(number, page.decision, "hidden", page.hidden, page.isCut ? "cut" : "") }
            pages.append(.read(page))
        } catch {
            pages.append(.failed(number: number, reason: error.message))
        }
    }
    guard mode != "--decisions" else { exit(0) }
    if mode == "--packed" {
        for case .read(let page) in pages { print("== \(page.number)\n\(page.text)") }
        exit(0)
    }
    let document = PDFAssembly.document(from: pages, title: file.title, outline: file.outline())
    if mode != "--quiet" { print(Markdown.text(of: document.blocks)) }
    for warning in document.warnings { complain("warning: \(warning)") }
} catch {
    complain("\(error.code.rawValue): \(error.message)")
    exit(1)
}
