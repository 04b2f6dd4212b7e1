// SPDX-License-Identifier: Apache-2.0
internal import Locks
internal import Outbound

/// Hands the bytes of a streamed answer from the client's thread to the task that reads them. An answer of another
/// kind, an error above all, is left to be kept whole.
final class EventSink: ResponseSink {
    private let continuation: AsyncStream<[UInt8]>.Continuation
    private let count = Lock(0)

    init(_ continuation: AsyncStream<[UInt8]>.Continuation) { self.continuation = continuation }

    func begin(status: Int, headers: [(name: String, value: String)]) -> BodyUse {
        status == 200 && Self.isEventStream(headers) ? .stream : .keep
    }

    func receive(_ bytes: UnsafeRawBufferPointer) -> Bool {
        let total = count.withLock { count in
            count += bytes.count
            return count
        }
        guard total <= AnswerLimits.stream else { return false }
        continuation.yield(Array(bytes))
        return true
    }

    static func isEventStream(_ headers: [(name: String, value: String)]) -> Bool {
        headers.first { $0.name == "content-type" }?.value.lowercased().hasPrefix("text/event-stream") == true
    }
}
