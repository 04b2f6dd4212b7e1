// SPDX-License-Identifier: Apache-2.0
import Foundation
import Waiting

/// A copy of a module whose manifest says something else in one place: as long or shorter.
func changedManifest(of module: String, from piece: String, to other: String, in folder: String) throws -> String {
    var bytes = try Data(contentsOf: URL(filePath: module))
    guard let found = bytes.range(of: Data(piece.utf8)), other.utf8.count <= piece.utf8.count else {
        throw WaitedInVain(description: "the manifest of \(module) cannot be changed to say \(other)")
    }
    let padding = String(repeating: " ", count: piece.utf8.count - other.utf8.count)
    bytes.replaceSubrange(found, with: Data((other + padding).utf8))
    let path = folder + "/lib\(UUID().uuidString).so"
    try bytes.write(to: URL(filePath: path))
    return path
}
