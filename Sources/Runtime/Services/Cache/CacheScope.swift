// SPDX-License-Identifier: Apache-2.0
public import Jobs
import Signing

/// Whose values they are: no site ever finds another's, nor one task type another's.
public struct CacheScope: Sendable, Hashable {
    public let site: SiteID
    public let taskType: String

    public init(site: SiteID, taskType: String) {
        self.site = site
        self.taskType = taskType
    }

    /// What an entry holds as its key. A zero byte cannot be in a task type's name, so that no two pairs read alike.
    func full(_ key: String) -> [UInt8] { Array(taskType.utf8) + [0] + Array(key.utf8) }

    /// The file's name.
    func name(of key: String) -> String { hexadecimal(sha256(full(key))) }
}
