// SPDX-License-Identifier: Apache-2.0
import Locks
import Observability

/// Keeps lines in place of writing them.
final class CollectedLines: LogSink {
    private let lines = Lock<[LogLine]>([])
    var all: [LogLine] { lines.withLock { $0 } }
    func write(_ line: LogLine) { lines.withLock { $0.append(line) } }
}
