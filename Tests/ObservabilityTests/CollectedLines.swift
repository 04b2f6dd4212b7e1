// SPDX-License-Identifier: Apache-2.0
import Observability
import Synchronization

/// Keeps lines in place of writing them.
final class CollectedLines: LogSink {
    private let lines = Mutex<[LogLine]>([])
    var all: [LogLine] { lines.withLock { $0 } }
    func write(_ line: LogLine) { lines.withLock { $0.append(line) } }
}
