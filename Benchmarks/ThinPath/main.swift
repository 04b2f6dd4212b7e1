// SPDX-License-Identifier: Apache-2.0
//
// The whole way, measured: posts by contract A into a running `mortise serve`, callbacks back into this process.
// Usage: ThinPath PATH-OF-MORTISE [POSTS] [IN-FLIGHT]
// Load and host share the machine; what is printed is what both together reach.
import Foundation

guard CommandLine.arguments.count > 1 else {
    print("usage: ThinPath PATH-OF-MORTISE [POSTS] [IN-FLIGHT]")
    exit(64)
}
let posts = CommandLine.arguments.count > 2 ? Int(CommandLine.arguments[2]) ?? 5_000 : 5_000
let inFlight = CommandLine.arguments.count > 3 ? Int(CommandLine.arguments[3]) ?? 64 : 64

let run = try ThinPathRun(program: CommandLine.arguments[1])
try await run.start()
defer { run.end() }
// One after the other on an idle host: how long a site waits for its summary.
_ = try await run.measure(posts: 50, inFlight: 1, name: "warm")
let idle = try await run.measure(posts: 200, inFlight: 1, name: "idle")
print("post to callback, idle host: p50 \(idle.latency(50)) ms, p99 \(idle.latency(99)) ms")
let busy = try await run.measure(posts: posts, inFlight: inFlight, name: "busy")
print("\(posts) posts over \(inFlight) connections:")
print("  accepted \(busy.acceptedPerSecond)/s, summarized and delivered \(busy.deliveredPerSecond)/s")
print("memory (PSS): host \(run.memory(of: run.pid)) MB, module processes \(run.moduleMemory) MB")
