// SPDX-License-Identifier: Apache-2.0
import Foundation
import StandIns

/// The process host under a kernel that lacks something.
enum OldKernel {
    /// A name for the program that says what it lacks (Tests/OldKernel), as a path to start.
    static func make(_ lack: String, in folder: String) throws -> String {
        let path = folder + "/OldKernel-\(lack)"
        try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: Built.oldKernel)
        return path
    }
}
