// SPDX-License-Identifier: Apache-2.0
//
// ReadDocument [--decisions] [--language TAG]… FILE: a file's text as Markdown, read in this process alone.
import DocumentModel
import DocumentTasks
import Foundation

var languages: [String] = []
var onlyDecisions = false
var path: String?
var words = CommandLine.arguments.dropFirst()
while let word = words.popFirst() {
    switch word {
    case "--decisions": onlyDecisions = true
    case "--language": if let tag = words.popFirst() { languages.append(tag) }
    default: path = word
    }
}
guard let path else {
    FileHandle.standardError.write(Data("usage: ReadDocument [--decisions] [--language TAG]… FILE\n".utf8))
    exit(64)
}
do {
    let data = try Data(contentsOf: URL(fileURLWithPath: path), options: .alwaysMapped)
    let name = URL(fileURLWithPath: path).lastPathComponent
    let document = try data.withUnsafeBytes { bytes in
        try LocalReading.read(bytes, name: name, languages: languages, recognizes: !onlyDecisions) { page, what, why in
            if onlyDecisions { print("\(page)\t\(what)\t\(why)") }
        }
    }
    if !onlyDecisions { print(Markdown.text(of: document.blocks)) }
    for warning in document.warnings { FileHandle.standardError.write(Data("warning: \(warning)\n".utf8)) }
} catch let error as ReadingError {
    FileHandle.standardError.write(Data("\(error.code.rawValue): \(error.message)\n".utf8))
    exit(65)
} catch {
    FileHandle.standardError.write(Data("\(error)\n".utf8))
    exit(66)
}
