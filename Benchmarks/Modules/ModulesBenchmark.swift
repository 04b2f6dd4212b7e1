// SPDX-License-Identifier: Apache-2.0
import Buffers
import Foundation
import Jobs
import ModuleProtocol
import Modules
import Observability

/// What a module process costs: a service call, a start, memory when idle, and a hundred thousand small jobs.
///
///     ModulesBenchmark <folder with mortise-module-host and libBenchmarkModule.so> [jobs]
///
/// `peer.py` beside it measures the worker processes of Python's task queues the same way.
@main
struct ModulesBenchmark {
    static func main() async throws {
        guard CommandLine.arguments.count > 1 else {
            return print("usage: ModulesBenchmark <folder of the built programs> [jobs]")
        }
        let bench = try Bench(folder: CommandLine.arguments[1])
        defer { bench.clean() }
        try await bench.roundTrips()
        try await bench.starts(.spawn)
        try await bench.starts(.warm)
        try await bench.idleMemory()
        try await bench.manyJobs(CommandLine.arguments.count > 2 ? Int(CommandLine.arguments[2]) ?? 100_000 : 100_000)
    }
}

/// Answers every call at once: what is measured is the way there and back.
struct InstantServices: JobServices {
    let buffers = BufferAccount()

    func perform(_ call: ServiceCall, pieces: @escaping @Sendable (String) -> Void) async -> HostReply {
        if case .cacheGet = call { return HostReply(.cached(CacheReply(isFound: false))) }
        return HostReply(
            .completed(CompletionReply(text: "nothing", model: "none", inputTokens: 1, outputTokens: 1, number: 1))
        )
    }
    func progress(done: UInt64, total: UInt64, note: String) {}
    func partial(_ text: String) {}
    func reject(answer: UInt64, reason: String) {}
}

/// Log lines go nowhere.
struct Silence: LogSink {
    func write(_ line: LogLine) {}
}
