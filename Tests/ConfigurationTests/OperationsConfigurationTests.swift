// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import Configuration

/// How a host is watched and what it keeps.
@Suite(.timeLimit(.minutes(1)))
struct OperationsConfigurationTests {
    @Test func theDefaultsKeepResultsAndArtifacts() throws {
        let kept = try read([:]).operations
        #expect(kept.metricsListen == nil)
        #expect(kept.retention == RetentionConfiguration())
        #expect(kept.retention.jobDays == 30 && kept.retention.jobCount == 1_000_000)
        #expect(kept.retention.resultDays == 0 && kept.retention.artifactDays == 0)
    }

    @Test func everyVariableIsRead() throws {
        let found = try read([
            "MORTISE_METRICS_LISTEN": "[::1]:9465", "MORTISE_KEEP_JOBS_DAYS": "1", "MORTISE_KEEP_JOBS": "2",
            "MORTISE_KEEP_RESULTS_DAYS": "3", "MORTISE_KEEP_DELIVERIES_DAYS": "4", "MORTISE_KEEP_ARTIFACTS_DAYS": "5",
            "MORTISE_KEEP_ARTIFACTS": "6", "MORTISE_KEEP_CACHE_DAYS": "0",
        ]).operations
        #expect(found.metricsListen?.host == "::1" && found.metricsListen?.port == 9465)
        var kept = RetentionConfiguration()
        kept.jobDays = 1
        kept.jobCount = 2
        kept.resultDays = 3
        kept.deliveryDays = 4
        kept.artifactDays = 5
        kept.artifactCount = 6
        kept.cacheDays = 0
        #expect(found.retention == kept)
    }

    @Test(
        arguments: [
            ("MORTISE_METRICS_LISTEN", "localhost:9465"), ("MORTISE_METRICS_LISTEN", "9465"),
            ("MORTISE_KEEP_JOBS_DAYS", "-1"), ("MORTISE_KEEP_JOBS_DAYS", "36501"), ("MORTISE_KEEP_JOBS", "many"),
        ]
    )
    func whatMakesNoSenseIsRefusedByName(_ name: String, _ value: String) {
        let error = #expect(throws: ConfigurationError.self) { try read([name: value]) }
        #expect(error?.problems.map(\.name) == [name])
    }
}
