// SPDX-License-Identifier: Apache-2.0
import Jobs
import Queue

/// The memo of a provider whose answers can be had again at no cost: remembers nothing, and saves each call two writes
/// that would wait for the device.
struct NoMemo: CompletionMemo {
    func begin(_ key: CompletionKey, provider: String, now: WallTime) async throws(QueueError) -> MemoEntry { .begun }
    func record(_ key: CompletionKey, answer: [UInt8], now: WallTime) async throws(QueueError) {}
    func abandon(_ key: CompletionKey, now: WallTime) async throws(QueueError) {}
    /// Never: a rejected answer would come again.
    func reject(_ key: CompletionKey, attempt: Int, reason: String, now: WallTime) async throws(QueueError) -> Bool {
        false
    }
    func recoverInFlight() async throws(QueueError) -> [CompletionKey] { [] }
}
