// SPDX-License-Identifier: Apache-2.0

extension HostConfiguration {
    /// The keys that a running host cannot change and that are different in `other`.
    public func fixedKeys(changedIn other: HostConfiguration) -> [String] {
        var changed: [String] = []
        func compare(_ key: Key, _ isSame: Bool) { if !isSame { changed.append(key.path) } }
        compare(.listen, listenHost == other.listenHost && listenPort == other.listenPort)
        compare(.data, dataDirectory == other.dataDirectory)
        compare(.paused, isPaused == other.isPaused)
        compare(.concurrency, concurrency == other.concurrency)
        compare(.moduleFiles, modules == other.modules)
        compare(.moduleHost, moduleHost == other.moduleHost)
        compare(.moduleUser, moduleUser == other.moduleUser)
        compare(.moduleMemory, moduleMemory == other.moduleMemory)
        compare(.moduleResident, moduleResident == other.moduleResident)
        compare(.moduleReplicas, moduleReplicas == other.moduleReplicas)
        compare(.moduleJobs, moduleJobs == other.moduleJobs)
        compare(.moduleIdle, moduleIdle == other.moduleIdle)
        compare(.moduleReadable, moduleReadable == other.moduleReadable)
        compare(.moduleStart, moduleStart == other.moduleStart)
        compare(.inlineModules, inlineModules == other.inlineModules)
        compare(.sharedModules, sharedModules == other.sharedModules)
        compare(.cache, services.cacheBytes == other.services.cacheBytes)
        let (mine, others) = (operations, other.operations)
        compare(
            .metricsListen,
            mine.metricsListen?.host == others.metricsListen?.host
                && mine.metricsListen?.port == others.metricsListen?.port
        )
        let (kept, next) = (mine.retention, others.retention)
        compare(.keepJobsDays, kept.jobDays == next.jobDays)
        compare(.keepJobs, kept.jobCount == next.jobCount)
        compare(.keepResultsDays, kept.resultDays == next.resultDays)
        compare(.keepDeliveriesDays, kept.deliveryDays == next.deliveryDays)
        compare(.keepArtifactsDays, kept.artifactDays == next.artifactDays)
        compare(.keepArtifacts, kept.artifactCount == next.artifactCount)
        compare(.keepCacheDays, kept.cacheDays == next.cacheDays)
        return changed
    }
}
