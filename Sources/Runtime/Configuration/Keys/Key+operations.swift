// SPDX-License-Identifier: Apache-2.0

/// How the host is watched and what it keeps.
extension Key {
    static let metricsListen = Key(
        "metrics.listen",
        "MORTISE_METRICS_LISTEN",
        .text,
        "an address and a port, such as 127.0.0.1:9465 or [::1]:9465",
        "Serves GET /metrics there without a token, and nothing else. Without it, only the operator's token opens it."
    )
    static let keepJobsDays = Key(
        "keep.jobs_days",
        "MORTISE_KEEP_JOBS_DAYS",
        .number(0...36_500),
        "days, 0 for no end",
        default: "30",
        "Days for which ended jobs are kept, with all that belongs to them; 0: without end."
    )
    static let keepResultsDays = Key(
        "keep.results_days",
        "MORTISE_KEEP_RESULTS_DAYS",
        .number(0...36_500),
        "days, 0 for no end",
        default: "0",
        "Days for which results are kept; their jobs stay; 0: without end."
    )
    static let keepDeliveriesDays = Key(
        "keep.deliveries_days",
        "MORTISE_KEEP_DELIVERIES_DAYS",
        .number(0...36_500),
        "days, 0 for no end",
        default: "30",
        "Days for which callbacks that arrived or were given up are kept, with their attempts; 0: without end."
    )
    static let keepArtifactsDays = Key(
        "keep.artifacts_days",
        "MORTISE_KEEP_ARTIFACTS_DAYS",
        .number(0...36_500),
        "days, 0 for no end",
        default: "0",
        "Days for which stored artifacts are kept; 0: without end."
    )
    static let keepCacheDays = Key(
        "keep.cache_days",
        "MORTISE_KEEP_CACHE_DAYS",
        .number(0...36_500),
        "days, 0 for no end",
        default: "30",
        "Days for which entries of the cache are kept that nobody uses; 0: without end."
    )
    static let keepJobs = Key(
        "keep.jobs",
        "MORTISE_KEEP_JOBS",
        .number(0...1_000_000_000),
        "0 for no limit",
        default: "1000000",
        "Ended jobs that are kept; beyond so many the oldest go first. 0: no limit."
    )
    static let keepArtifacts = Key(
        "keep.artifacts",
        "MORTISE_KEEP_ARTIFACTS",
        .number(0...1_000_000_000),
        "0 for no limit",
        default: "0",
        "Artifacts of a site that are kept; beyond so many the oldest go first. 0: no limit."
    )

    static let operations = [
        metricsListen, keepJobsDays, keepJobs, keepResultsDays, keepDeliveriesDays, keepArtifactsDays, keepArtifacts,
        keepCacheDays,
    ]
}
