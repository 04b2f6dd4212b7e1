// SPDX-License-Identifier: Apache-2.0
import Buffers
import Glibc
import Jobs
import ModuleProtocol
import Modules
import Observability

/// Answers every call at once.
struct AtOnce: JobServices {
    let buffers = BufferAccount()

    func perform(_ call: ServiceCall, pieces: @escaping @Sendable (String) -> Void) async -> HostReply {
        switch call {
        case .complete:
            let reply = CompletionReply(text: "An answer.", model: "m", inputTokens: 1, outputTokens: 1, number: 1)
            return HostReply(.completed(reply))
        default: return HostReply(.cached(CacheReply(isFound: false)))
        }
    }
    func progress(done: UInt64, total: UInt64, note: String) {}
    func partial(_ text: String) {}
    func reject(answer: UInt64, reason: String) {}
}

struct Failure: Error, CustomStringConvertible { let description: String }

struct Bench {
    let program: String
    let folder: String

    /// Start of a process to the result of its first job, one after another.
    func starts(_ module: String, _ start: PoolOptions.Start) async throws {
        var options = PoolOptions()
        options.start = start
        options.jobLimit = 1
        let pool = try pool(module, options)
        defer { pool.close() }
        var times: [Double] = []
        for _ in 0..<220 {
            let began = ContinuousClock.now
            try await run(pool, module, alone: true)
            times.append((ContinuousClock.now - began) / .milliseconds(1))
        }
        report("\(start) to first result, \(name(module))", Array(times.dropFirst(20)), "ms")
    }

    /// A call of a module to a service that answers at once, there and back.
    func roundTrips(_ module: String) async throws {
        let pool = try pool(module, PoolOptions())
        defer { pool.close() }
        var times: [Double] = []
        for _ in 0..<50 {
            let began = ContinuousClock.now
            try await run(pool, module, alone: false, input: "cache_many 1000")
            times.append((ContinuousClock.now - began) / .microseconds(1) / 1000)
        }
        report("service call, there and back", times, "us")
    }

    /// Small jobs through one process, 256 at once.
    func jobs(_ module: String, _ count: Int) async throws {
        let pool = try pool(module, PoolOptions())
        defer { pool.close() }
        for part in 1...4 {
            let began = ContinuousClock.now
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<count / 4 {
                    if number >= 256 { try await group.next() }
                    group.addTask { try await run(pool, module, alone: false) }
                }
                try await group.waitForAll()
            }
            let seconds = (ContinuousClock.now - began) / .seconds(1)
            let rate = Int(Double(count / 4) / seconds)
            print("\(count / 4 * part) jobs of \(name(module)): \(rate) a second; \(memory())")
        }
    }

    private func name(_ module: String) -> String { String(module.split(separator: "/").last ?? "") }

    private func pool(_ module: String, _ options: PoolOptions) throws -> ModulePool {
        ModulePool(
            image: try ModuleImage.install(module, into: folder + "/modules"),
            generation: 1,
            program: program,
            user: geteuid() == 0 ? 59_500 : nil,
            memory: 2 << 30,
            options: options,
            spawner: try Spawner(),
            log: Logger(StandardError(), threshold: .warning)
        )
    }

    private func run(_ pool: ModulePool, _ module: String, alone: Bool, input: String? = nil) async throws {
        let isPost = module.contains("Summarize")
        guard let id = JobID("job") else { return }
        let job = ModuleJob(
            id: id,
            taskType: isPost ? "post_summary" : "script",
            attempt: 1,
            input: Array((input ?? (isPost ? #"{"title":"T","content":"Some words."}"# : "facts")).utf8),
            settings: Array("{}".utf8),
            softTimeout: 50,
            hardTimeout: 60
        )
        guard case .succeeded = await pool.run(job, alone: alone, services: AtOnce()) else {
            throw Failure(description: "a job of \(name(module)) did not succeed")
        }
    }

    private func report(_ what: String, _ times: [Double], _ unit: String) {
        let sorted = times.sorted()
        func at(_ share: Double) -> String {
            let hundredths = Int((sorted[Int(Double(sorted.count - 1) * share)] * 100).rounded())
            return "\(hundredths / 100).\(hundredths % 100 < 10 ? "0" : "")\(hundredths % 100)"
        }
        print("\(what): median \(at(0.5)) \(unit), 95 % within \(at(0.95)) \(unit)")
    }

    /// Proportional memory of this program's module processes.
    private func memory() -> String {
        let children = (try? read("/proc/self/task/\(getpid())/children")) ?? ""
        var all = children
        if let folder = opendir("/proc/self/task") {
            defer { closedir(folder) }
            while let entry = readdir(folder) {
                let name = withUnsafeBytes(of: entry.pointee.d_name) {
                    String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
                }
                all += " " + ((try? read("/proc/self/task/\(name)/children")) ?? "")
            }
        }
        let pids = Set(all.split(separator: " ").map(String.init))
        let sizes = pids.sorted().compactMap { pid -> String? in
            guard
                let line = try? read("/proc/\(pid)/smaps_rollup").split(separator: "\n").first(where: {
                    $0.hasPrefix("Pss:")
                })
            else { return nil }
            return line.split(separator: " ").dropFirst().first.map { "\($0) kB PSS" }
        }
        return sizes.joined(separator: ", ")
    }

    private func read(_ path: String) throws -> String {
        let file = open(path, O_RDONLY)
        guard file >= 0 else { throw Failure(description: path) }
        defer { close(file) }
        var bytes = [UInt8](repeating: 0, count: 16 << 10)
        let count = Glibc.read(file, &bytes, bytes.count)
        return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
    }
}
