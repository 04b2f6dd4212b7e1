// SPDX-License-Identifier: Apache-2.0
import CSystem

/// The variables that the program was started with. Read by hand: Foundation's own reading (Swift 6.3) frees what it must
/// not, which ends a program that is built for the thread sanitizer. Called once, before there are other threads.
func environment() -> [String: String] {
    var found: [String: String] = [:]
    var next = mortise_environment()
    while let line = next?.pointee {
        let parts = String(cString: line).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        // Of a name that is there twice the first counts, as with getenv.
        if parts.count == 2, found[String(parts[0])] == nil { found[String(parts[0])] = String(parts[1]) }
        next = next?.advanced(by: 1)
    }
    return found
}
