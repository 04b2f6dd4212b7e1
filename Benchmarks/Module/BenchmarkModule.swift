// SPDX-License-Identifier: Apache-2.0
public import TaskABI
import TaskKit

/// The one symbol that the module exports.
@c(mortise_module_entry)
public func entry(_ host: UnsafePointer<mortise_host>?, _ module: UnsafeMutablePointer<mortise_module>?) -> Int32 {
    TaskModule(name: "benchmark", version: "1.0.0", tasks: [Nothing(), RoundTrips()]).enter(host, module)
}

/// A job that does nothing: what a job costs.
struct Nothing: AITask {
    struct Input: Decodable, Sendable {}
    struct Result: Codable, Sendable {}
    static let name = "nothing"
    static let version = "1.0.0"

    func run(_ input: Input, in context: TaskContext) async throws -> Result { Result() }
}

/// So many model calls, one after another, each timed in the module.
struct RoundTrips: AITask {
    struct Input: Decodable, Sendable { var count: Int }
    struct Result: Codable, Sendable {
        /// Microseconds.
        var median: Double
        var p99: Double
    }
    static let name = "round_trips"
    static let version = "1.0.0"
    static let capabilities: Set<Capability> = [.complete]

    func run(_ input: Input, in context: TaskContext) async throws -> Result {
        let clock = ContinuousClock()
        var times: [Double] = []
        for _ in 0..<max(1, input.count) {
            let begin = clock.now
            _ = try await context.complete(Prompt([.instruction("say nothing")]))
            times.append((clock.now - begin) / .microseconds(1))
        }
        times.sort()
        return Result(median: times[times.count / 2], p99: times[times.count * 99 / 100])
    }
}
