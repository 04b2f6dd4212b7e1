// SPDX-License-Identifier: Apache-2.0
import Foundation
import Jobs
import ModuleProtocol
import Modules
import Observability

/// The measurements, each with pools of its own.
struct Bench {
    private struct Trips: Decodable {
        var median: Double
        var p99: Double
    }

    private let programs: String
    private let folder: String
    private let spawner: Spawner
    private let clock = ContinuousClock()

    init(folder programs: String) throws {
        self.programs = programs
        folder = FileManager.default.temporaryDirectory.path + "/mortise-benchmark-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        spawner = try Spawner()
    }

    func clean() { try? FileManager.default.removeItem(atPath: folder) }

    /// Twenty thousand service calls, one after another: from a C module, and from a Swift task.
    func roundTrips() async throws {
        let c = try pool(.spawn, module: "ContractModule")
        defer { c.close() }
        var times: [Double] = []
        for _ in 0..<21 {
            let begin = clock.now
            _ = try await run(c, "script", "cache_many 1000")
            times.append((clock.now - begin) / .microseconds(1) / 1000)
        }
        times.sort()
        print("round trip through a service call, C module: median \(text(times[10])) us")

        let pool = try pool(.spawn)
        defer { pool.close() }
        // The first ones find cold caches.
        _ = try await run(pool, "round_trips", #"{"count":2000}"#)
        let result = try await run(pool, "round_trips", #"{"count":20000}"#)
        let trips = try JSONDecoder().decode(Trips.self, from: Data(result))
        print(
            "round trip through a service call, Swift task: median \(text(trips.median)) us, p99 \(text(trips.p99)) us"
        )
    }

    /// From asking a pool for a process of a job's own to the job's result.
    func starts(_ start: PoolOptions.Start) async throws {
        let pool = try pool(start, jobLimit: 1)
        defer { pool.close() }
        var times: [Double] = []
        for _ in 0..<60 {
            let begin = clock.now
            _ = try await run(pool, "nothing", "{}", alone: true)
            times.append((clock.now - begin) / .milliseconds(1))
        }
        // The first ones start the template and find cold caches.
        times = times.dropFirst(10).sorted()
        print(
            "fresh process to first result, \(start.rawValue): median \(text(times[25])) ms, worst \(text(times[49])) ms"
        )
    }

    func idleMemory() async throws {
        let pool = try pool(.spawn)
        defer { pool.close() }
        _ = try await run(pool, "nothing", "{}")
        try await Task.sleep(for: .seconds(2))
        print("idle module process: \(proportionalKilobytes(processes())) kB PSS")
    }

    /// All through one process, 256 at once; its memory at the beginning, on the way and at the end.
    func manyJobs(_ count: Int) async throws {
        let pool = try pool(.spawn)
        defer { pool.close() }
        _ = try await run(pool, "nothing", "{}")
        var sizes: [Int] = []
        let begin = clock.now
        for _ in 0..<10 {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<256 {
                    group.addTask {
                        for _ in 0..<(count / 2560) { _ = try await run(pool, "nothing", "{}") }
                    }
                }
                try await group.waitForAll()
            }
            sizes.append(proportionalKilobytes(processes()))
        }
        let seconds = (clock.now - begin) / .seconds(1)
        let jobs = count / 2560 * 2560
        print("\(jobs) small jobs through one process: \(Int(Double(jobs) / seconds)) a second")
        print("its memory after each tenth: \(sizes.map { "\($0)" }.joined(separator: ", ")) kB PSS")
    }

    private func pool(_ start: PoolOptions.Start, module: String = "BenchmarkModule", jobLimit: Int = 0) throws
        -> ModulePool
    {
        let image = try ModuleImage.install(programs + "/lib\(module).so", into: folder + "/modules")
        var options = PoolOptions()
        options.start = start
        options.jobLimit = jobLimit
        return ModulePool(
            image: image,
            generation: 1,
            program: programs + "/mortise-module-host",
            user: nil,
            memory: 2 << 30,
            options: options,
            spawner: spawner,
            log: Logger(Silence())
        )
    }

    private func run(_ pool: ModulePool, _ task: String, _ input: String, alone: Bool = false) async throws -> [UInt8] {
        guard let id = JobID("benchmark") else { throw CocoaError(.coderInvalidValue) }
        let job = ModuleJob(
            id: id,
            taskType: task,
            attempt: 1,
            input: Array(input.utf8),
            settings: Array("{}".utf8),
            softTimeout: 600,
            hardTimeout: 660
        )
        switch await pool.run(job, alone: alone, services: InstantServices()) {
        case .succeeded(let result, _): return result
        case let other: throw BenchFailure(description: "\(other)")
        }
    }

    /// The children of this process.
    private func processes() -> [String] {
        let tasks = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/task")) ?? []
        return tasks.flatMap { task in
            ((try? String(contentsOfFile: "/proc/self/task/\(task)/children", encoding: .utf8)) ?? "")
                .split(separator: " ").map(String.init)
        }
    }

    private func proportionalKilobytes(_ processes: [String]) -> Int {
        processes.reduce(0) { sum, process in
            let text = (try? String(contentsOfFile: "/proc/\(process)/smaps_rollup", encoding: .utf8)) ?? ""
            return sum + (text.firstMatch(of: /Pss: +(\d+) kB/).flatMap { Int($0.1) } ?? 0)
        }
    }

    private func text(_ number: Double) -> String { String(format: "%.1f", number) }
}

struct BenchFailure: Error, CustomStringConvertible { let description: String }
