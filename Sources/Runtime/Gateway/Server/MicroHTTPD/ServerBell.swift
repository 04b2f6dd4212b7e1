// SPDX-License-Identifier: Apache-2.0
import CSystem
import Glibc
import Synchronization

/// Wakes the server's thread: for a parked connection that may go on, or because the server is to stop.
///
/// The library has a bell of its own, but its `MHD_run` may take a ring that came too late for it as heard. This one is
/// silenced by the thread alone, before it looks at what there is to do.
final class ServerBell: Sendable {
    /// Readable while it rings; negative when there was no descriptor to be had.
    let descriptor = eventfd(0, Int32(EFD_CLOEXEC | EFD_NONBLOCK))
    private let isRinging = Atomic(false)

    deinit { if descriptor >= 0 { close(descriptor) } }

    /// From any thread; never blocks.
    func ring() {
        guard !isRinging.exchange(true, ordering: .acquiringAndReleasing) else { return }
        var one: UInt64 = 1
        _ = write(descriptor, &one, 8)
    }

    /// What was done before a ring is seen after this. A ring between the two steps writes nothing, and need not.
    func silence() {
        var count: UInt64 = 0
        _ = read(descriptor, &count, 8)
        _ = isRinging.exchange(false, ordering: .acquiringAndReleasing)
    }
}
