// SPDX-License-Identifier: Apache-2.0
import Glibc

/// Runs blocking work on a new thread and waits for its end without holding a thread of the cooperative pool.
func onOwnThread(_ work: @escaping @Sendable () -> Void) async {
    await withCheckedContinuation { continuation in
        let box = Unmanaged.passRetained(
            ThreadWork {
                work(); continuation.resume()
            }
        )
        var thread = pthread_t()
        let status = pthread_create(&thread, nil, runThreadWork, box.toOpaque())
        if status == 0 {
            pthread_detach(thread)
        } else {
            // No thread to be had: better a blocked pool for a moment than work that is never done.
            box.takeRetainedValue().body()
        }
    }
}

private final class ThreadWork: Sendable {
    let body: @Sendable () -> Void
    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
}

/// Runs on the new thread; takes over the reference that `pthread_create` was given.
private func runThreadWork(_ box: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    if let box { Unmanaged<ThreadWork>.fromOpaque(box).takeRetainedValue().body() }
    return nil
}
