// SPDX-License-Identifier: Apache-2.0
public import Threads

/// Threads for calls on files that may wait for a device: artifacts and the cache. Work is taken by the thread that
/// has the least before it, and done in order there.
public final class DiskThreads: Sendable {
    private typealias Work = @Sendable () -> Void

    private let boxes: [Mailbox<Work>]

    /// - Throws: when the kernel has no thread to give.
    public init(count: Int = 4) throws(ThreadError) {
        var boxes: [Mailbox<Work>] = []
        for number in 0..<max(1, count) {
            let box = Mailbox<Work>()
            boxes.append(box)
            do throws(ThreadError) {
                try DedicatedThread.start("mortise-disk-\(number)") {
                    while let all = box.takeAll() {
                        for work in all { work() }
                    }
                }
            } catch {
                for box in boxes { box.close() }
                throw error
            }
        }
        self.boxes = boxes
    }

    deinit { close() }

    /// Runs `work` on one of the threads. Work that was begun ends, whether or not its caller still waits.
    /// - Returns: nil when the threads are closed.
    @discardableResult
    func run<Value: Sendable>(_ work: @escaping @Sendable () -> Value) async -> Value? {
        let box = boxes.min { $0.count < $1.count }
        return await withCheckedContinuation { continuation in
            let reception = box?.put { continuation.resume(returning: work()) }
            if reception != .taken { continuation.resume(returning: nil) }
        }
    }

    /// Ends the threads when they have done what waits.
    public func close() { for box in boxes { box.close() } }
}
