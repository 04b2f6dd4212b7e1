// SPDX-License-Identifier: Apache-2.0
import Glibc

/// Why a thread was not started: the kernel has no more threads or no more memory to give.
public struct ThreadError: Error, Hashable, CustomStringConvertible {
    /// The name that the thread was to have.
    public let name: String
    /// What pthread_create(3) returned, an errno.
    public let code: Int32

    /// One sentence for an operator, with what to look at.
    public var description: String {
        "no thread \(name) can be started (\(String(cString: strerror(code)))); "
            + "check `ulimit -u`, the service's TasksMax and the free memory"
    }
}
