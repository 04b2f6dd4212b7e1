// SPDX-License-Identifier: Apache-2.0
import Destinations
import Foundation
import Gateway
import Locks
import Outbound
import Signing
import Synchronization

/// One host under load and the site that loads it.
final class ThinPathRun: Sendable {
    private struct Post: Encodable {
        var postId: Int
        var title: String
        var content: String
        var callbackUrl: String
        var timestamp: Int
        var jobId: String
    }

    private static let secret = "a secret of at least thirty-two bytes"
    private static let sentence = "The committee met on Tuesday and resolved the question of the northern bridge. "

    private let program: String
    private let folder: String
    private let client: CurlClient
    private let sink: HTTPServer
    private let arrivals: Arrivals
    private let host = Lock<(process: Process, port: Int)?>(nil)

    init(program: String) throws {
        self.program = program
        folder = FileManager.default.temporaryDirectory.path + "/mortise-benchmark-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        client = try CurlClient()
        let arrivals = Arrivals()
        self.arrivals = arrivals
        sink = HTTPServer(options: ServerOptions(host: "127.0.0.1", port: 0)) { request in
            arrivals.note(request.body)
            return InboundResponse(status: 200, body: Array(#"{"ack":true}"#.utf8))
        }
        try sink.start()
    }

    var pid: Int32 { host.withLock { $0?.process.processIdentifier ?? 0 } }

    func start() async throws {
        let log = folder + "/log"
        _ = FileManager.default.createFile(atPath: log, contents: nil)
        let process = Process()
        process.executableURL = URL(filePath: program)
        process.arguments = ["serve"]
        process.environment = [
            "MORTISE_DATA": folder + "/data", "MORTISE_LISTEN": "127.0.0.1:0", "AI_JOBS_HMAC_SECRET": Self.secret,
            "WP_CALLBACK_AUTH": "bot:pass word", "WP_ALLOWED_CALLBACKS": "127.0.0.1",
        ]
        process.standardError = FileHandle(forWritingAtPath: log)
        try process.run()
        for _ in 0..<1000 {
            let text = try String(contentsOfFile: log, encoding: .utf8)
            if let match = text.firstMatch(of: /"listening","address":"127\.0\.0\.1:(\d+)"/), let port = Int(match.1) {
                return host.withLock { $0 = (process, port) }
            }
            try await Task.sleep(for: .milliseconds(10))
        }
        throw CocoaError(.executableLoad)
    }

    func end() {
        host.withLock { $0?.process.terminate() }
        host.withLock { $0?.process.waitUntilExit() }
        try? FileManager.default.removeItem(atPath: folder)
    }

    /// Sends that many posts over that many connections and waits for every callback.
    func measure(posts: Int, inFlight: Int, name: String) async throws -> Figures {
        let bodies = try (0..<posts).map { try signed(name, $0) }
        let clock = ContinuousClock()
        let begin = clock.now
        let departures = Departures(count: posts)
        try await withThrowingTaskGroup { group in
            for _ in 0..<inFlight {
                group.addTask {
                    while let index = departures.next() {
                        let job = "\(name)-\(index)"
                        departures.note(job)
                        try await self.send(bodies[index].body, bodies[index].signature)
                        if inFlight == 1 { try await self.arrivals.wait(for: [job]) }
                    }
                }
            }
            try await group.waitForAll()
        }
        let accepted = clock.now - begin
        try await arrivals.wait(for: (0..<posts).map { "\(name)-\($0)" })
        let delivered = clock.now - begin
        let latencies = departures.times.compactMap { job, start in
            arrivals.time(of: job).map { ($0 - start) / .milliseconds(1) }
        }.sorted()
        return Figures(posts: posts, accepted: accepted, delivered: delivered, latencies: latencies)
    }

    private func signed(_ name: String, _ index: Int) throws -> (body: [UInt8], signature: String) {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        let content = (0..<12).map { "\(index * 31 + $0): " + Self.sentence }.joined()
        let post = Post(
            postId: index,
            title: "Bridge \(index)",
            content: content,
            callbackUrl: "http://127.0.0.1:\(sink.port ?? 0)/callback",
            timestamp: Int(Date().timeIntervalSince1970),
            jobId: "\(name)-\(index)"
        )
        let body = Array(try encoder.encode(post))
        return (body, BodySignature.sign(body: body, secret: Secret(text: Self.secret)))
    }

    private func send(_ body: [UInt8], _ signature: String) async throws {
        let port = host.withLock { $0?.port ?? 0 }
        let response = try await client.send(
            OutboundRequest(
                url: "http://127.0.0.1:\(port)/jobs",
                headers: [("X-AI-Signature", signature)],
                body: body,
                timeout: 30,
                destinations: DestinationRule(
                    list: try AllowList(parsing: "127.0.0.1"),
                    unlisted: .listedOnly,
                    requiresTLS: false
                )
            )
        )
        guard response.status == 200 else { throw CocoaError(.coderInvalidValue) }
    }

    /// Proportional set size in MB.
    func memory(of pid: Int32) -> Int {
        let text = (try? String(contentsOfFile: "/proc/\(pid)/smaps_rollup", encoding: .utf8)) ?? ""
        return text.firstMatch(of: /Pss: +(\d+) kB/).flatMap { Int($0.1) }.map { $0 / 1024 } ?? 0
    }

    var moduleMemory: Int {
        let all = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return all.compactMap { Int32($0) }.filter { child in
            let status = (try? String(contentsOfFile: "/proc/\(child)/status", encoding: .utf8)) ?? ""
            return status.contains("PPid:\t\(pid)\n")
        }.reduce(0) { $0 + memory(of: $1) }
    }
}

/// What a measurement gave.
struct Figures {
    let posts: Int
    let accepted: Duration
    let delivered: Duration
    /// Milliseconds from sending a post to its callback, sorted.
    let latencies: [Double]

    var acceptedPerSecond: Int { Int(Double(posts) / (accepted / .seconds(1))) }
    var deliveredPerSecond: Int { Int(Double(posts) / (delivered / .seconds(1))) }

    func latency(_ percentile: Int) -> String {
        let index = min(latencies.count - 1, latencies.count * percentile / 100)
        return latencies.isEmpty ? "?" : String(format: "%.1f", latencies[index])
    }
}

/// Hands out the posts that are still to be sent, and remembers when each was.
final class Departures: Sendable {
    private let count: Int
    private let taken = Atomic(0)
    private let sent = Lock<[String: ContinuousClock.Instant]>([:])

    init(count: Int) { self.count = count }

    func next() -> Int? {
        let index = taken.wrappingAdd(1, ordering: .relaxed).oldValue
        return index < count ? index : nil
    }

    func note(_ job: String) { sent.withLock { $0[job] = .now } }
    var times: [String: ContinuousClock.Instant] { sent.withLock { $0 } }
}

/// The callbacks that have come, by the sender's job id.
final class Arrivals: Sendable {
    private struct Body: Decodable { var jobId: String }
    private let times = Lock<[String: ContinuousClock.Instant]>([:])

    func note(_ body: [UInt8]) {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        guard let job = try? decoder.decode(Body.self, from: Data(body)).jobId else { return }
        times.withLock { $0[job] = .now }
    }

    func time(of job: String) -> ContinuousClock.Instant? { times.withLock { $0[job] } }

    func wait(for jobs: [String]) async throws {
        while !times.withLock({ times in jobs.allSatisfy { times[$0] != nil } }) {
            try await Task.sleep(for: .microseconds(jobs.count == 1 ? 200 : 5000))
        }
    }
}
