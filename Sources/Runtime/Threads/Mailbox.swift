// SPDX-License-Identifier: Apache-2.0
import Glibc

/// Hands items from many threads to one thread, in the order of arrival; that thread sleeps while there are none.
///
/// `@unchecked Sendable` is safe because: every access to the stored state is between `pthread_mutex_lock` and
/// `pthread_mutex_unlock` of the one mutex; mutex and condition live at fixed addresses that are allocated in
/// `init` and freed in `deinit`, when no other reference is left; items are `Sendable` themselves. Nothing is
/// called and nothing waits for anything else while the mutex is held.
public final class Mailbox<Item: Sendable>: @unchecked Sendable {
    /// What became of an item. Only `taken` means that the reader will see it.
    public enum Reception: Sendable {
        case taken
        case closed
        /// More weight waits than the sender's limit allows.
        case overfull
    }

    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let arrival = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private var waiting: [Item] = []
    private var weight = 0
    private var isClosed = false
    private var isReaderAsleep = false

    /// An open, empty mailbox.
    public init() {
        pthread_mutex_init(mutex, nil)
        pthread_cond_init(arrival, nil)
    }

    deinit {
        pthread_cond_destroy(arrival)
        pthread_mutex_destroy(mutex)
        arrival.deallocate()
        mutex.deallocate()
    }

    /// Adds an item behind those that wait. Never blocks for longer than another's `put`.
    /// - Parameters:
    ///   - weight: bytes that the item holds, roughly.
    ///   - limit: refused as `overfull` when items of more than this weight wait already; nil for no limit.
    public func put(_ item: Item, weight: Int = 0, limit: Int? = nil) -> Reception {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        if isClosed { return .closed }
        if let limit, self.weight > limit { return .overfull }
        waiting.append(item)
        self.weight += weight
        if isReaderAsleep { pthread_cond_signal(arrival) }
        return .taken
    }

    /// Everything that waits, in the order of arrival; blocks the calling thread until there is something. Nil when
    /// the mailbox is closed and empty. For one thread only, and never one of the cooperative pool.
    public func takeAll() -> [Item]? {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        while waiting.isEmpty {
            if isClosed { return nil }
            isReaderAsleep = true
            pthread_cond_wait(arrival, mutex)
            isReaderAsleep = false
        }
        let all = waiting
        waiting = []
        waiting.reserveCapacity(min(all.count, 4_096))
        weight = 0
        return all
    }

    /// How many items wait.
    public var count: Int {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        return waiting.count
    }

    /// Takes no items any more; those that wait are still handed out. May be called more than once.
    public func close() {
        pthread_mutex_lock(mutex)
        isClosed = true
        pthread_cond_broadcast(arrival)
        pthread_mutex_unlock(mutex)
    }
}
