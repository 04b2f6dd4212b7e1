// SPDX-License-Identifier: Apache-2.0
import Foundation

/// The whole host under load, which shares the machine with it: intake, jobs that do nothing, slow models, restarts,
/// memory. `flat` takes a quarter of an hour and is run only when named.
///
///     HostBenchmark <folder of the built programs> [intake|nothing|reported|slow|restart|idle|flat …]
@main
struct HostBenchmark {
    static func main() async throws {
        guard CommandLine.arguments.count > 1 else {
            return print(
                "usage: HostBenchmark <folder of the built programs> [intake|nothing|reported|slow|restart|idle|flat …]"
            )
        }
        let programs = CommandLine.arguments[1]
        let names = CommandLine.arguments.dropFirst(2)
        let all: [(String, (String) async throws -> Void)] = [
            ("intake", intake), ("nothing", nothing), ("reported", reported), ("slow", slow), ("restart", restart),
            ("idle", idle), ("flat", flat),
        ]
        for (name, measure) in all where names.isEmpty ? name != "flat" : names.contains(name) {
            try await measure(programs)
        }
    }

    /// Signed posts accepted durably while nothing is run.
    static func intake(_ programs: String) async throws {
        let host = try RunningHost(programs: programs)
        defer { host.clean() }
        try await host.start(["MORTISE_PAUSED": "true"])
        var load = try Load(port: host.port, connections: 128)
        let requests = Requests.posts(60_000)
        let outcome = try load.send(requests)
        print(
            "intake: \(Int(60_000 / outcome.seconds)) posts of \(requests[0].count) bytes a second, \(outcome.statuses)"
        )
        load.close()
        host.stop()
    }

    /// Jobs that do nothing, queued while nothing is run, then run.
    static func nothing(_ programs: String) async throws {
        let count = 30_000
        let host = try RunningHost(programs: programs)
        defer { host.clean() }
        let modules = ["BenchmarkModule"]
        try await host.start(["MORTISE_PAUSED": "true"], modules: modules)
        var load = try Load(port: host.port, connections: 128)
        let outcome = try load.send(Requests.jobs(count, task: "nothing", input: "{}"))
        load.close()
        host.stop()
        let start = try await host.start(modules: modules)
        let begin = ContinuousClock.now
        try await host.succeeded(count)
        let seconds = start + (ContinuousClock.now - begin) / .seconds(1)
        print("nothing: \(Int(Double(count) / seconds)) jobs a second from queued to succeeded, \(outcome.statuses)")
        print("nothing: \(host.memory.host) MB host, \(host.memory.modules) MB module")
        host.stop()
    }

    /// The same, each with a callback to a receiver that answers at once.
    static func reported(_ programs: String) async throws {
        let count = 30_000
        let receiver = try Responder(programs: programs, milliseconds: 0)
        defer { receiver.stop() }
        let host = try RunningHost(programs: programs)
        defer { host.clean() }
        let modules = ["BenchmarkModule"]
        let variables = ["WP_ALLOWED_CALLBACKS": "127.0.0.1", "MORTISE_WEBHOOK_SECRET": RunningHost.webhookSecret]
        try await host.start(variables.merging(["MORTISE_PAUSED": "true"]) { $1 }, modules: modules)
        var load = try Load(port: host.port, connections: 128)
        let callback = "http://127.0.0.1:\(receiver.port)/callback"
        let outcome = try load.send(Requests.jobs(count, task: "nothing", input: "{}", callback: callback))
        load.close()
        host.stop()
        let start = try await host.start(variables, modules: modules)
        let begin = ContinuousClock.now
        try await host.delivered(count)
        let seconds = start + (ContinuousClock.now - begin) / .seconds(1)
        print("reported: \(Int(Double(count) / seconds)) jobs a second from queued to delivered, \(outcome.statuses)")
        host.stop()
    }

    /// What memory does over two million jobs, 200,000 of which are kept.
    static func flat(_ programs: String) async throws {
        let (rounds, each) = (20, 100_000)
        let host = try RunningHost(programs: programs)
        defer { host.clean() }
        try await host.start(["MORTISE_KEEP_JOBS": "200000"], modules: ["BenchmarkModule"])
        var load = try Load(port: host.port, connections: 64)
        let requests = Requests.jobs(each, task: "nothing", input: "{}")
        let begin = ContinuousClock.now
        for round in 1...rounds {
            _ = try load.send(requests)
            try await host.nothingIsLeft()
            let seconds = Int((ContinuousClock.now - begin) / .seconds(1))
            print(
                "flat: \(round * each) jobs, \(seconds) s: \(host.memory.host) MB host, \(host.memory.modules) MB module"
            )
        }
        load.close()
        host.stop()
    }

    /// Jobs of one model call of two seconds each, all at once.
    static func slow(_ programs: String) async throws {
        let count = 5_000
        let provider = try Responder(programs: programs, milliseconds: 2_000)
        defer { provider.stop() }
        let port = provider.port
        let host = try RunningHost(programs: programs)
        defer { host.clean() }
        let variables = [
            "OPENAI_API_KEY": "key", "OPENAI_BASE_URL": "http://127.0.0.1:\(port)/v1", "MORTISE_JOBS_PER_MINUTE": "0",
        ]
        try await host.start(variables.merging(["MORTISE_PAUSED": "true"]) { $1 }, modules: ["CustomPrompt"])
        var load = try Load(port: host.port, connections: 64)
        let outcome = try load.send(Requests.jobs(count, task: "custom_prompt", input: #"{"prompt":"Say something."}"#))
        load.close()
        host.stop()
        let start = try await host.start(variables, modules: ["CustomPrompt"])
        let begin = ContinuousClock.now
        let watch = Task { [pid = host.pid] in await RunningHost.mostMemory(of: pid) }
        try await host.succeeded(count)
        let seconds = start + (ContinuousClock.now - begin) / .seconds(1)
        watch.cancel()
        let most = await watch.value
        print("slow: last of \(count) results durable after \(text(seconds)) s, \(outcome.statuses)")
        print("slow: at most \(most.host) MB host, \(most.modules) MB module")
        host.stop()
    }

    /// From the start of a host whose predecessor was killed to its being ready, with jobs in the queue.
    static func restart(_ programs: String) async throws {
        let host = try RunningHost(programs: programs)
        defer { host.clean() }
        try await host.start(["MORTISE_PAUSED": "true"])
        var load = try Load(port: host.port, connections: 128)
        let outcome = try load.send(Requests.posts(100_000))
        load.close()
        host.kill()
        let seconds = try await host.start(["MORTISE_PAUSED": "true"])
        print("restart: ready \(text(seconds * 1000)) ms after the start, \(outcome.statuses)")
        host.stop()
    }

    /// What a host takes that has done its work.
    static func idle(_ programs: String) async throws {
        let host = try RunningHost(programs: programs)
        defer { host.clean() }
        try await host.start(modules: ["CustomPrompt"])
        var load = try Load(port: host.port, connections: 1)
        _ = try load.send(Requests.jobs(1, task: "custom_prompt", input: #"{"prompt":"Say something. Or not."}"#))
        load.close()
        try await host.succeeded(1)
        try await Task.sleep(for: .seconds(3))
        print("idle: \(host.memory.host) MB host, \(host.memory.modules) MB module")
        host.stop()
    }

    private static func text(_ number: Double) -> String { String(format: "%.2f", number) }
}
