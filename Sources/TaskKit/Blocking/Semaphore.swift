// SPDX-License-Identifier: Apache-2.0
import Glibc

/// POSIX's semaphore, at an address that does not move. [sem_init(3)]
///
/// `@unchecked Sendable` is safe because the pointer is set once, and the C functions may be called from any thread.
final class Semaphore: @unchecked Sendable {
    private let semaphore = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)

    init() { sem_init(semaphore, 0, 0) }

    deinit {
        sem_destroy(semaphore)
        semaphore.deallocate()
    }

    func signal() { sem_post(semaphore) }

    /// Blocks the calling thread.
    func wait() { while sem_wait(semaphore) != 0, errno == EINTR {} }
}
