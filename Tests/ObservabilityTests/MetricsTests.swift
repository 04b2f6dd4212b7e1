// SPDX-License-Identifier: Apache-2.0
import Foundation
import StandIns
import Testing

@testable import Observability

@Suite(.timeLimit(.minutes(1)))
struct MetricsTests {
    private func read(_ families: MetricFamily...) throws -> ExpositionReader {
        try ExpositionReader(String(decoding: MetricsText.render(families), as: UTF8.self))
    }

    @Test func whatIsCountedIsShown() throws {
        let counter = CounterFamily("jobs_total", "Jobs.", labels: ["site", "task"])
        counter.add(1, "a", "x")
        counter.add(2, "a", "x")
        counter.add(1, "b", "x")
        let found = try read(counter.family, .gauge("depth", "Depth.", -1.5), CounterFamily("lost_total", "L.").family)
        #expect(found.value("jobs_total", #"site="a",task="x""#) == 3)
        #expect(found.value("jobs_total", #"site="b",task="x""#) == 1)
        #expect(found.value("depth") == -1.5)
        #expect(found.value("lost_total") == 0)
        #expect(found.kinds == ["jobs_total": "counter", "depth": "gauge", "lost_total": "counter"])
    }

    @Test func aHistogramCountsWhatIsAtMostItsBound() throws {
        let histogram = HistogramFamily("run_seconds", "Runs.", labels: ["task"])
        for seconds in [0.001, 0.0011, 59, 60, 1e9, -3] { histogram.observe(seconds, "x") }
        let found = try read(histogram.family)
        #expect(found.value("run_seconds_bucket", #"task="x",le="0.001""#) == 2)
        #expect(found.value("run_seconds_bucket", #"task="x",le="0.0025""#) == 3)
        #expect(found.value("run_seconds_bucket", #"task="x",le="60""#) == 5)
        #expect(found.value("run_seconds_bucket", #"task="x",le="+Inf""#) == 6)
        #expect(found.value("run_seconds_count", #"task="x""#) == 6)
        #expect(found.value("run_seconds_sum", #"task="x""#) == 1e9 + 119.0021)
    }

    /// A task type or a model may be called anything.
    @Test func hostileLabelsStayInTheirPlace() throws {
        let counter = CounterFamily("jobs_total", "A \\ help\nwith a break.", labels: ["task"])
        let names = ["a\"} 1\nforged_total 2", "back\\slash\\", "new\nline", "ü👩‍👩‍👧", "", "\u{0}", "{a=\"b\"}"]
        for name in names { counter.add(1, name) }
        let found = try read(counter.family)
        #expect(found.samples.count == names.count)
        #expect(found.kinds == ["jobs_total": "counter"])
    }

    @Test func strangersCannotMakeSeriesWithoutEnd() throws {
        let counter = CounterFamily("jobs_total", "Jobs.", labels: ["site", "task"], limit: 10)
        for number in 0..<1_000 { counter.add(1, "site", "task-\(number)") }
        counter.add(1, "site", "task-3")
        let found = try read(counter.family)
        #expect(found.samples.count == 11)
        #expect(found.value("jobs_total", #"site="other",task="other""#) == 990)
        #expect(found.value("jobs_total", #"site="site",task="task-3""#) == 2)
        let histogram = HistogramFamily("run_seconds", "Runs.", labels: ["task"], limit: 2)
        for number in 0..<50 { histogram.observe(1, "task-\(number)") }
        #expect(try read(histogram.family).value("run_seconds_count", #"task="other""#) == 48)
    }

    @Test func everyFamilyOfTheHostIsWellFormed() throws {
        let metrics = HostMetrics()
        metrics.accepted.add(1, "a", "b")
        metrics.ended.add(1, "a", "b", "succeeded")
        metrics.runSeconds.observe(0.3, "b")
        metrics.deliverySeconds.observe(0.3)
        metrics.providerCost.add(0.000_012, "openai", "m")
        let text = String(decoding: MetricsText.render(metrics.families), as: UTF8.self)
        let found = try ExpositionReader(text)
        #expect(found.value("mortise_jobs_ended_total", #"site="a",task="b",state="succeeded""#) == 1)
        #expect(found.value("mortise_provider_cost_total", #"provider="openai",model="m""#) == 0.000_012)
        #expect(text.hasPrefix("# HELP "))
    }

    /// The reader itself: what it must not let through.
    @Test(
        arguments: [
            "a 1", "# TYPE a_total counter\na_total 1\n", "# HELP a h\n# TYPE a gauge\na 1\na 2\n",
            "# HELP a h\n# TYPE a gauge\na{b=\"c\" 1\n", "# HELP a h\n# TYPE a gauge\na{b=\"c\\d\"} 1\n",
            "# HELP a h\n# TYPE a counter\na 1\n", "# HELP a_total h\n# TYPE a_total counter\na_total -1\n",
            "# HELP a h\n# TYPE a gauge\na 1\n# HELP b h\n# TYPE b gauge\na{c=\"d\"} 1\n", "\n",
            "# HELP a h\n# TYPE a histogram\na_bucket{le=\"1\"} 2\na_bucket{le=\"+Inf\"} 1\na_sum 1\na_count 1\n",
        ]
    )
    func theReaderIsStrict(_ text: String) {
        #expect(throws: ExpositionReader.Problem.self) { try ExpositionReader(text) }
    }
}
