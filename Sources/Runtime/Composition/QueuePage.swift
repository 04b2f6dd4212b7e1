// SPDX-License-Identifier: Apache-2.0
import Jobs
import Observability
import SQLiteQueue

/// The queue's part of the metrics.
enum QueuePage {
    static func families(_ figures: QueueFigures, now: WallTime) -> [MetricFamily] {
        let states = JobState.allCases.map { state in
            MetricSample(
                labels: [(name: "state", value: state.rawValue)],
                value: Double(figures.jobs[state, default: 0])
            )
        }
        let age = figures.oldestDue.map { max(0, now - $0) } ?? 0
        return [
            MetricFamily("mortise_jobs", .gauge, "Jobs in the database, by state.", states),
            MetricFamily(
                "mortise_jobs_open",
                .gauge,
                "Jobs that wait or run, by state, task and site.",
                open(figures)
            ),
            .gauge("mortise_queue_oldest_seconds", "How long the job has been due that has waited longest.", age),
            .gauge(
                "mortise_callbacks_waiting",
                "Callbacks that have not arrived and are not given up.",
                Double(figures.callbacksWaiting)
            ),
            .gauge("mortise_database_bytes", "Size of the database, without its log.", Double(figures.bytes)),
            .gauge(
                "mortise_database_free_bytes",
                "Room within the database that nothing uses.",
                Double(figures.freeBytes)
            ),
        ]
    }

    /// What was not looked at, and what goes beyond the bound, is `other`: the sum is always right.
    private static func open(_ figures: QueueFigures) -> [MetricSample] {
        var kept = figures.open.sorted { $0.count > $1.count }.prefix(CounterFamily.seriesLimit).map { open in
            sample(open.state, open.task, open.site, open.count)
        }
        for state in [JobState.queued, .running] {
            let shown = figures.open.sorted { $0.count > $1.count }.prefix(CounterFamily.seriesLimit)
                .filter { $0.state == state }.reduce(0) { $0 + $1.count }
            let rest = figures.jobs[state, default: 0] - shown
            if rest > 0 { kept.append(sample(state, "other", "other", rest)) }
        }
        return kept
    }

    private static func sample(_ state: JobState, _ task: String, _ site: String, _ count: Int) -> MetricSample {
        MetricSample(
            labels: [
                (name: "state", value: state.rawValue), (name: "task", value: task), (name: "site", value: site),
            ],
            value: Double(count)
        )
    }
}
