// SPDX-License-Identifier: Apache-2.0
import Delivery
import Gateway
import Glibc
import Jobs
import Locks
import Modules
import Observability
import SQLiteQueue
import Scheduling

/// What `GET /metrics` answers: what the rooms have counted, and how queue, modules and process stand. The queue is
/// read on a connection of its own, at most every few seconds, whoever asks how often.
final class MetricsPage: Sendable {
    private struct Sample: Sendable {
        var figures: QueueFigures
        var at: WallTime
    }

    /// Seconds for which figures of the queue are good enough.
    private static let age = 5.0

    private let observation: Observation
    private let survey: SQLiteSurvey
    private let route: ModuleRoute
    private let delivery: DeliveryWorker
    private let directory: String
    private let clock: any WallClock
    private let started: WallTime
    private let sample = Lock<Sample?>(nil)

    init(
        _ observation: Observation,
        survey: SQLiteSurvey,
        route: ModuleRoute,
        delivery: DeliveryWorker,
        directory: String,
        clock: any WallClock
    ) {
        self.observation = observation
        self.survey = survey
        self.route = route
        self.delivery = delivery
        self.directory = directory
        self.clock = clock
        started = clock.now()
    }

    /// The whole page. Without figures of the queue when it cannot be read, which `mortise_queue_readable` says.
    func answer() async -> InboundResponse {
        let now = clock.now()
        var families = observation.metrics.families
        if let figures = await figures(now) { families += QueuePage.families(figures, now: now) }
        let isReadable = sample.withLock { $0 } != nil
        families.append(.gauge("mortise_queue_readable", "1 while the queue can be read.", isReadable ? 1 : 0))
        families += deliveries
        families += modules
        families += process
        return InboundResponse(
            status: 200,
            headers: [(name: "Content-Type", value: MetricsText.contentType)],
            body: MetricsText.render(families)
        )
    }

    private func figures(_ now: WallTime) async -> QueueFigures? {
        if let sample = sample.withLock({ $0 }), abs(now - sample.at) < Self.age { return sample.figures }
        let figures = try? await survey.figures(now: now)
        sample.withLock { $0 = figures.map { Sample(figures: $0, at: now) } }
        return figures
    }

    private var deliveries: [MetricFamily] {
        let figures = delivery.figures
        let states = [("open", figures.open), ("half_open", figures.halfOpen), ("failing", figures.failing)]
        return [
            MetricFamily(
                "mortise_delivery_breakers",
                .gauge,
                "Destinations in trouble, by the state of their breaker.",
                states.map { MetricSample(labels: [(name: "state", value: $0)], value: Double($1)) }
            ),
            .gauge(
                "mortise_delivery_disabled_destinations",
                "Destinations that answered 410 and are switched off.",
                Double(figures.disabled)
            ),
            .gauge(
                "mortise_deliveries_under_way",
                "Attempts at callbacks that are under way.",
                Double(figures.underWay)
            ),
        ]
    }

    private var modules: [MetricFamily] {
        // A module has a pool for each site that does not share it.
        let pools = Dictionary(grouping: route.figures, by: \.module).sorted { $0.key < $1.key }
        func family(
            _ name: String,
            _ kind: MetricFamily.Kind,
            _ help: String,
            _ value: (PoolFigures) -> Int
        ) -> MetricFamily {
            let samples = pools.map { pool in
                let sum = pool.value.reduce(0) { $0 + value($1) }
                return MetricSample(labels: [(name: "module", value: pool.key)], value: Double(sum))
            }
            return MetricFamily(name, kind, help, samples)
        }
        return [
            family("mortise_module_processes", .gauge, "Module processes that live.", \.processes),
            family("mortise_module_starts_total", .counter, "Module processes that became ready.", \.started),
            family("mortise_module_crashes_total", .counter, "Module processes that ended untold.", \.died),
        ]
    }

    private var process: [MetricFamily] {
        var families = [
            MetricFamily(
                "mortise_log_lines_dropped_total",
                .counter,
                "Log lines that were lost because nobody read them in time.",
                [MetricSample(labels: [], value: Double(observation.droppedLines()))]
            ),
            .gauge(
                "process_start_time_seconds",
                "When the host started, in Unix seconds.",
                Double(started.milliseconds) / 1000
            ),
        ]
        if let resident = Self.residentBytes {
            families.append(.gauge("process_resident_memory_bytes", "Memory that the host itself holds.", resident))
        }
        var space = statvfs()
        if statvfs(directory, &space) == 0 {
            let free = Double(space.f_bavail) * Double(space.f_frsize)
            families.append(.gauge("mortise_disk_free_bytes", "Room on the device of the data directory.", free))
        }
        return families
    }

    private static var residentBytes: Double? {
        guard let file = fopen("/proc/self/statm", "re") else { return nil }
        defer { fclose(file) }
        var buffer = [CChar](repeating: 0, count: 128)
        guard fgets(&buffer, Int32(buffer.count), file) != nil else { return nil }
        let words = String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
            .split(separator: " ")
        guard words.count > 1, let pages = Double(words[1]) else { return nil }
        return pages * Double(sysconf(Int32(_SC_PAGESIZE)))
    }
}
