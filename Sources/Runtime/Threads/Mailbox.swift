// SPDX-License-Identifier: Apache-2.0
import Glibc

/// Hands items to one thread that waits for them, in order.
///
/// `@unchecked Sendable` is safe because `items` and `isClosed` are read and written only between lock and
/// unlock of `mutex`, which is made in `init` and destroyed in `deinit`, when nobody else holds this object.
public final class Mailbox<Item: Sendable>: @unchecked Sendable {
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let filled = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private var items: [Item] = []
    private var isClosed = false

    public init() {
        pthread_mutex_init(mutex, nil)
        pthread_cond_init(filled, nil)
    }

    deinit {
        pthread_cond_destroy(filled)
        pthread_mutex_destroy(mutex)
        filled.deallocate()
        mutex.deallocate()
    }

    /// False when the mailbox is closed; the item was not taken then.
    @discardableResult
    public func put(_ item: Item) -> Bool {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        guard !isClosed else { return false }
        items.append(item)
        pthread_cond_signal(filled)
        return true
    }

    /// What waits is still handed out; nothing more is taken.
    public func close() {
        pthread_mutex_lock(mutex)
        isClosed = true
        pthread_cond_broadcast(filled)
        pthread_mutex_unlock(mutex)
    }

    /// Everything that waits, at least one item; blocks the thread until there is one. Empty once the mailbox
    /// is closed and drained.
    public func takeAll() -> [Item] {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        while items.isEmpty, !isClosed { pthread_cond_wait(filled, mutex) }
        defer { items = [] }
        return items
    }
}
