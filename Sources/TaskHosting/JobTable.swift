// SPDX-License-Identifier: Apache-2.0
import Glibc
import Locks
import ModuleProtocol

/// The jobs in flight in this process, by token, with the descriptors that each was handed.
///
/// The table owns the descriptors: they are closed when their job ends or gives one back, whatever the module does.
final class JobTable: Sendable {
    struct Entry: Sendable {
        /// Index of the task type that runs it.
        var taskType: Int
        /// What that type declared; MORTISE_CAPABILITY_* bits.
        var capabilities: UInt64
        var isPart = false
        /// Nanoseconds of the monotonic clock; nil without limit.
        var deadline: UInt64?
        var isCancelled = false
        /// Sizes by number.
        fileprivate(set) var buffers: [UInt64: Buffer] = [:]
    }

    struct Buffer: Sendable {
        var size: UInt64
        var descriptor: Int32
    }

    /// What became of a buffer that came for a job.
    enum Keeping: Sendable {
        case kept
        /// The job has ended; nobody would close it.
        case jobEnded
        case tooMany
        /// The job has one of this number.
        case numberUsed
    }

    /// Buffers of one job: what the ABI promises.
    static let bufferLimit = 32

    private let entries = Lock<[UInt64: Entry]>([:])

    /// False when the token is in use.
    func begin(_ token: UInt64, _ entry: Entry) -> Bool {
        entries.withLock {
            guard $0[token] == nil else { return false }
            $0[token] = entry
            return true
        }
    }

    /// The terminal call: spends the token and closes the job's descriptors. False when there is no such job.
    func end(_ token: UInt64) -> Bool {
        let ended = entries.withLock { $0.removeValue(forKey: token) }
        guard let ended else { return false }
        for buffer in ended.buffers.values { close(buffer.descriptor) }
        return true
    }

    /// Marks the job and names its task type; nil when there is no such job.
    func cancel(_ token: UInt64) -> Int? {
        entries.withLock {
            $0[token]?.isCancelled = true
            return $0[token]?.taskType
        }
    }

    func entry(_ token: UInt64) -> Entry? { entries.withLock { $0[token] } }

    /// Takes over the descriptor, unless the answer is another than `kept`: then it is still the caller's.
    func keep(_ buffer: WireBuffer, _ descriptor: Int32, for token: UInt64) -> Keeping {
        entries.withLock {
            guard let entry = $0[token] else { return .jobEnded }
            guard entry.buffers[buffer.number] == nil else { return .numberUsed }
            guard entry.buffers.count < Self.bufferLimit else { return .tooMany }
            $0[token]?.buffers[buffer.number] = Buffer(size: buffer.size, descriptor: descriptor)
            return .kept
        }
    }

    /// Closes one buffer's descriptor before the job ends; false when the job has none of this number.
    func release(_ number: UInt64, of token: UInt64) -> Bool {
        let released = entries.withLock { $0[token]?.buffers.removeValue(forKey: number) }
        guard let released else { return false }
        close(released.descriptor)
        return true
    }
}

/// Nanoseconds of a clock that only goes forward.
func monotonicNanoseconds() -> UInt64 {
    var now = timespec()
    clock_gettime(CLOCK_MONOTONIC, &now)
    return UInt64(now.tv_sec) * 1_000_000_000 + UInt64(now.tv_nsec)
}
