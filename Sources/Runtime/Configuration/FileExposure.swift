// SPDX-License-Identifier: Apache-2.0

/// Who beside owner and group may touch a file.
public struct FileExposure: OptionSet, Sendable {
    public let rawValue: Int
    public init(rawValue: Int) { self.rawValue = rawValue }

    public static let readableByAll = FileExposure(rawValue: 1)
    public static let writableByAll = FileExposure(rawValue: 2)
}
