// SPDX-License-Identifier: Apache-2.0
import Locks
import Synchronization

/// The buffers of one run of one job: counted, found by number, and given back when the run ends, whatever its module
/// does with the descriptors it was handed.
public final class BufferAccount: Sendable {
    private struct State {
        var files: [UInt64: (file: MemoryFile, isOwn: Bool)] = [:]
        var bytes = 0
        var isClosed = false
    }

    /// Buffers of a run, and bytes in all of them.
    public static let countLimit = 32
    public static let byteLimit = 512 << 20

    /// Numbers are given once in the host's life, so that none means another buffer later.
    private static let numbers = Atomic<UInt64>(1)

    private let state = Lock(State())

    public init() {}

    /// Bytes that may still be taken.
    public var room: Int { state.withLock { Self.byteLimit - $0.bytes } }

    /// A new buffer of zeros.
    public func create(size: UInt64) throws(BufferError) -> (number: UInt64, file: MemoryFile) {
        guard size > 0, size <= UInt64(max(0, room)) else { throw .tooLarge(Self.byteLimit) }
        let file = try MemoryFile.zeros(Int(size))
        return (try keep(file), file)
    }

    /// Takes a buffer into the account.
    /// - Parameter isOwn: its memory is given back with this run; false for one that another run lent.
    public func keep(_ file: MemoryFile, isOwn: Bool = true) throws(BufferError) -> UInt64 {
        let number = Self.numbers.wrappingAdd(1, ordering: .relaxed).oldValue
        let isKept = state.withLock { state in
            guard !state.isClosed, state.files.count < Self.countLimit, file.size <= Self.byteLimit - state.bytes else {
                return false
            }
            state.files[number] = (file, isOwn)
            state.bytes += file.size
            return true
        }
        guard isKept else {
            if isOwn { file.discard() }
            var error = BufferError(
                "a job may have \(Self.countLimit) buffers of \(Self.byteLimit >> 20) MiB in all; release what is not needed"
            )
            error.isTooLarge = true
            throw error
        }
        return number
    }

    public func file(_ number: UInt64) -> MemoryFile? { state.withLock { $0.files[number]?.file } }

    /// Gives one back; false when there is none of this number.
    @discardableResult
    public func release(_ number: UInt64) -> Bool {
        let found = state.withLock { state in
            let found = state.files.removeValue(forKey: number)
            state.bytes -= found?.file.size ?? 0
            return found
        }
        if let found, found.isOwn { found.file.discard() }
        return found != nil
    }

    /// The run has ended: gives all back, and takes no more.
    public func close() {
        let files = state.withLock { state in
            defer { state = State(isClosed: true) }
            return Array(state.files.values)
        }
        for entry in files where entry.isOwn { entry.file.discard() }
    }
}
