// SPDX-License-Identifier: Apache-2.0
import CSystem
import Glibc

/// The kernel's limits on one module process.
enum ResourceLimits {
    /// Descriptors: those that are inherited, what Swift's thread pool opens for itself, and the buffers of the jobs in
    /// flight, up to 32 each. A buffer that finds no room is an error of its call.
    static let descriptors: Int32 = 1_024
    /// Threads of all processes of the modules' user together; without one the limit would count the host's too.
    private static let threads: UInt64 = 4_096

    static func apply(memory: UInt64, ownUser: Bool) throws(SandboxError) {
        if memory > 0 { try set(RLIMIT_AS.rawValue, memory, "address space") }
        try set(RLIMIT_NOFILE.rawValue, UInt64(descriptors), "descriptors")
        // Also bounds memory files, which RLIMIT_AS does not count.
        try set(RLIMIT_FSIZE.rawValue, 0, "file size")
        // A core dump would hold what people wrote.
        try set(RLIMIT_CORE.rawValue, 0, "core size")
        try set(MORTISE_RLIMIT_MEMLOCK, 0, "locked memory")
        try set(MORTISE_RLIMIT_MSGQUEUE, 0, "message queues")
        if ownUser { try set(MORTISE_RLIMIT_NPROC, threads, "threads") }
    }

    private static func set(
        _ resource: some BinaryInteger,
        _ value: UInt64,
        _ name: String
    ) throws(SandboxError) {
        guard mortise_set_limit(Int32(resource), value, value) == 0 else {
            throw .failed("limit on \(name)")
        }
    }
}
