// SPDX-License-Identifier: Apache-2.0
import Glibc

/// Letters from many threads to one thread, which sleeps while there are none.
///
/// `@unchecked Sendable` is safe because: every access to the stored state is between `pthread_mutex_lock` and
/// `pthread_mutex_unlock` of the one mutex; mutex and condition live at fixed addresses that are allocated in
/// `init` and freed in `deinit`, when no other reference is left; letters are `Sendable` themselves. Nothing
/// is called and nothing waits for anything else while the mutex is held.
final class Mailbox<Letter: Sendable>: @unchecked Sendable {
    enum Reception { case taken, closed, overfull }

    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let arrival = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private var waiting: [Letter] = []
    private var weight = 0
    private var isClosed = false
    private var isReaderAsleep = false

    init() {
        pthread_mutex_init(mutex, nil)
        pthread_cond_init(arrival, nil)
    }

    deinit {
        pthread_cond_destroy(arrival)
        pthread_mutex_destroy(mutex)
        arrival.deallocate()
        mutex.deallocate()
    }

    /// - Parameters:
    ///   - weight: bytes that the letter holds, roughly.
    ///   - limit: refused as `overfull` when letters of more than this weight wait already; nil for no limit.
    func put(_ letter: Letter, weight: Int, limit: Int? = nil) -> Reception {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        if isClosed { return .closed }
        if let limit, self.weight > limit { return .overfull }
        waiting.append(letter)
        self.weight += weight
        if isReaderAsleep { pthread_cond_signal(arrival) }
        return .taken
    }

    /// Everything that waits, in the order of arrival; sleeps until there is something. Nil when it is closed and
    /// empty.
    func takeAll() -> [Letter]? {
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

    /// How many letters wait.
    var count: Int {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        return waiting.count
    }

    /// Takes no letters any more; those that wait are still handed out.
    func close() {
        pthread_mutex_lock(mutex)
        isClosed = true
        pthread_cond_broadcast(arrival)
        pthread_mutex_unlock(mutex)
    }
}
