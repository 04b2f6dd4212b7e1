// SPDX-License-Identifier: Apache-2.0
import Foundation
import StandIns

/// The contract module with another word over the variant in its file, in a file of its own.
func makeVariant(_ name: String, in folder: String) throws -> String {
    var bytes = try Data(contentsOf: URL(filePath: Built.contract))
    let marker = Data("MORTISE-VARIANT:".utf8)
    guard let found = bytes.range(of: marker) else { throw ProcessTrouble("the module has no variant") }
    let word = Data((name + " ").utf8)
    bytes.replaceSubrange(found.upperBound..<found.upperBound + word.count, with: word)
    let path = folder + "/\(name).so"
    try bytes.write(to: URL(filePath: path))
    return path
}

/// Something of the tests' own went wrong.
struct ProcessTrouble: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}
