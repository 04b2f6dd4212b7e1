// SPDX-License-Identifier: Apache-2.0
import Threads

/// Runs blocking work on a new thread and waits for its end without holding a thread of the cooperative pool.
func onOwnThread(_ work: @escaping @Sendable () -> Void) async {
    await withCheckedContinuation { continuation in
        do throws(ThreadError) {
            try DedicatedThread.start("mortise-http") {
                work()
                continuation.resume()
            }
        } catch {
            // No thread to be had: better a blocked pool for a moment than work that is never done.
            work()
            continuation.resume()
        }
    }
}
