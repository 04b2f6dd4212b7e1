// SPDX-License-Identifier: Apache-2.0
import Foundation

/// Writes a file of these bytes.
func write(_ bytes: [UInt8], to path: String) throws { try Data(bytes).write(to: URL(filePath: path)) }

/// The names in a folder, sorted.
func names(in folder: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
}

/// The first bytes of any shared library.
let elf: [UInt8] = [0x7F, 0x45, 0x4C, 0x46]
