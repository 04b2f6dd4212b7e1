// SPDX-License-Identifier: Apache-2.0

/// A wait that did not end in time.
struct WaitedTooLong: Error, CustomStringConvertible {
    let description: String
}

/// The value of `body`, or an error that names what was waited for. `body` may be one that nothing can cancel:
/// it is left behind then.
func within<Value: Sendable>(
    _ name: String,
    seconds: Double = 20,
    _ body: @escaping @Sendable () async -> Value
) async throws -> Value {
    let (values, continuation) = AsyncStream<Value?>.makeStream()
    let work = Task { continuation.yield(await body()) }
    let timer = Task {
        try await Task.sleep(for: .seconds(seconds))
        continuation.yield(nil)
    }
    defer {
        timer.cancel()
        work.cancel()
    }
    for await value in values {
        if let value { return value }
        break
    }
    throw WaitedTooLong(description: "\(name): not within \(seconds) s")
}
