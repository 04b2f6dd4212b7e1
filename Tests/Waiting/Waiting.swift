// SPDX-License-Identifier: Apache-2.0
import Glibc

/// By how much every wait is longer than the test says: for runs under a sanitizer, which are slower.
private let patience = getenv("MORTISE_TEST_PATIENCE").flatMap { Double(String(cString: $0)) } ?? 1

/// Something that was waited for did not come.
public struct WaitedInVain: Error, CustomStringConvertible {
    public let description: String
    public init(description: String) { self.description = description }
}

/// Returns as soon as `condition` gives a value; throws with `name` when it has not within `seconds`.
public func eventually<Value>(
    _ name: String,
    within seconds: Double = 30,
    _ condition: () async throws -> Value?
) async throws -> Value {
    let deadline = ContinuousClock.now + .seconds(seconds * patience)
    while true {
        if let value = try await condition() { return value }
        guard ContinuousClock.now < deadline else { throw WaitedInVain(description: "no \(name) within \(seconds) s") }
        try await Task.sleep(for: .milliseconds(10))
    }
}

/// As above, for a plain condition.
public func eventually(_ name: String, within seconds: Double = 30, _ condition: () async throws -> Bool) async throws {
    let _: Bool = try await eventually(name, within: seconds) { try await condition() ? true : nil }
}
