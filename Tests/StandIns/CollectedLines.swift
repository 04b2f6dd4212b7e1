// SPDX-License-Identifier: Apache-2.0
import Locks
public import Observability

/// A log that keeps its lines.
public final class CollectedLines: LogSink {
    private let lines = Lock<[LogLine]>([])

    public init() {}

    public var all: [LogLine] { lines.withLock { $0 } }
    public var sentences: [String] { all.map(\.sentence) }
    /// Sentences with their fields, a line each.
    public var text: String { all.map { "\($0.sentence) \($0.fields)" }.joined(separator: "\n") }
    /// How many sentences hold this text.
    public func count(_ text: String) -> Int { sentences.filter { $0.contains(text) }.count }
    public func write(_ line: LogLine) { lines.withLock { $0.append(line) } }
}
