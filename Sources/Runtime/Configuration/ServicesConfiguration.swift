// SPDX-License-Identifier: Apache-2.0
public import Destinations

/// What the host's services for modules are told.
public struct ServicesConfiguration: Sendable {
    /// Where `fetch` may go, for sites that say nothing of their own.
    public var downloads: DestinationRule
    /// Bytes of one download.
    public var downloadBytes: Int
    /// Seconds of one download.
    public var downloadSeconds: Double
    /// Bytes on disk that one site's cache takes; 0: there is none.
    public var cacheBytes: Int
}

extension ServicesConfiguration {
    /// MiB. `fetch` writes into a buffer of the job, and these have 512 MiB in all.
    static let largestDownload = 512
    static let downloadRemedy =
        "List hosts, addresses and blocks that files may be fetched from, or leave it out for any public one."

    static func read(_ reader: inout SettingReader) -> ServicesConfiguration {
        let list = reader.allowList(Key.downloadsOfHost, remedy: downloadRemedy)
        let download = reader.number(.downloadLimit) ?? 100
        let seconds = reader.number(.downloadSeconds) ?? 60
        let cache = reader.number(.cache) ?? 1_024
        return ServicesConfiguration(
            downloads: DestinationRule(list: list, unlisted: .publicUnlessListed, requiresTLS: false),
            downloadBytes: download << 20,
            downloadSeconds: Double(seconds),
            cacheBytes: cache << 20
        )
    }
}
