// SPDX-License-Identifier: Apache-2.0

/// How the host is watched and what it keeps.
public struct OperationsConfiguration: Sendable {
    /// Where metrics are to be had without a token; nil: only with the operator's, where the gateway listens.
    public var metricsListen: (host: String, port: UInt16)?
    /// What is removed when.
    public var retention: RetentionConfiguration

    static func read(_ reader: inout SettingReader) -> OperationsConfiguration {
        OperationsConfiguration(
            metricsListen: reader.address(.metricsListen).map { ($0.host, $0.port) },
            retention: .read(&reader)
        )
    }
}

/// How long what has ended is kept, in days, and how much of it. 0: no limit.
public struct RetentionConfiguration: Sendable, Hashable {
    /// Jobs, by when they ended; with them goes everything that belongs to them.
    public var jobDays: Double = 30
    /// Ended jobs at most; the oldest go first.
    public var jobCount: Int = 1_000_000
    /// Results, which may go before their jobs.
    public var resultDays: Double = 0
    /// Callbacks that arrived or were given up, with their attempts.
    public var deliveryDays: Double = 30
    /// Stored artifacts, by when they were written.
    public var artifactDays: Double = 0
    /// Artifacts of a site at most; the oldest go first.
    public var artifactCount: Int = 0
    /// Entries of the cache, by when they were used last.
    public var cacheDays: Double = 30

    /// The defaults.
    public init() {}

    static func read(_ reader: inout SettingReader) -> RetentionConfiguration {
        var kept = RetentionConfiguration()
        func days(_ key: Key, _ value: inout Double) {
            if let number = reader.number(key) { value = Double(number) }
        }
        days(.keepJobsDays, &kept.jobDays)
        days(.keepResultsDays, &kept.resultDays)
        days(.keepDeliveriesDays, &kept.deliveryDays)
        days(.keepArtifactsDays, &kept.artifactDays)
        days(.keepCacheDays, &kept.cacheDays)
        if let number = reader.number(.keepJobs) { kept.jobCount = number }
        if let number = reader.number(.keepArtifacts) { kept.artifactCount = number }
        return kept
    }
}
