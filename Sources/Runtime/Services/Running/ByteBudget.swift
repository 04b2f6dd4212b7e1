// SPDX-License-Identifier: Apache-2.0
import Locks

/// So many bytes of the host's memory for one purpose; who wants more than is left waits, in order.
public final class ByteBudget: Sendable {
    /// Bytes that are held until this is let go of.
    public final class Share: Sendable {
        private let budget: ByteBudget
        private let bytes: Int

        fileprivate init(_ budget: ByteBudget, _ bytes: Int) {
            self.budget = budget
            self.bytes = bytes
        }

        deinit { budget.give(bytes) }
    }

    private struct Waiter {
        var id: UInt64
        var bytes: Int
        var answer: OneAnswer<Bool>
    }
    private struct State {
        var free: Int
        var waiting: [Waiter] = []
        var last: UInt64 = 0
    }
    private let limit: Int
    private let state: Lock<State>

    public init(_ bytes: Int) {
        limit = bytes
        state = Lock(State(free: bytes))
    }

    /// How many wait.
    public var waiting: Int { state.withLock { $0.waiting.count } }

    /// Waits for so many bytes; more than the whole is taken as the whole.
    /// - Returns: nil when the calling task is cancelled.
    public func take(_ bytes: Int) async -> Share? {
        let bytes = min(max(0, bytes), limit)
        let answer = OneAnswer<Bool>()
        let id = state.withLock { state -> UInt64 in
            state.last += 1
            if state.waiting.isEmpty, bytes <= state.free {
                state.free -= bytes
                answer.answer(true)
            } else {
                state.waiting.append(Waiter(id: state.last, bytes: bytes, answer: answer))
            }
            return state.last
        }
        let isTaken = await withTaskCancellationHandler {
            await withCheckedContinuation { answer.wait($0) }
        } onCancel: {
            // Only one that still waits: whoever was served has the bytes and gives them back.
            let waiter = self.state.withLock { state in
                state.waiting.firstIndex { $0.id == id }.map { state.waiting.remove(at: $0) }
            }
            waiter?.answer.answer(false)
            self.give(0)
        }
        return isTaken ? Share(self, bytes) : nil
    }

    private func give(_ bytes: Int) {
        let served = state.withLock { state -> [Waiter] in
            state.free += bytes
            var served: [Waiter] = []
            while let next = state.waiting.first, next.bytes <= state.free {
                state.free -= next.bytes
                served.append(state.waiting.removeFirst())
            }
            return served
        }
        for waiter in served { waiter.answer.answer(true) }
    }
}
