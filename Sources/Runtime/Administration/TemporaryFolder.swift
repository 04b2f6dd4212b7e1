// SPDX-License-Identifier: Apache-2.0
import FoundationEssentials

/// A folder that a command made for a moment.
enum TemporaryFolder {
    static func remove(_ path: String) { try? FileManager.default.removeItem(atPath: path) }
}
