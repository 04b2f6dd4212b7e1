// SPDX-License-Identifier: Apache-2.0
import CSystem
import Glibc
import SystemCallAnswers

/// Confines the process before the module's first instruction runs, then tests that it is confined.
/// docs/sandbox.md says what each tier holds.
enum Sandbox {
    /// What sealing reached.
    struct Seal {
        var hasOwnUser: Bool
        /// 0 where the kernel has no Landlock.
        var landlock: Int
        var parent: Int32
        /// Folders and files that the module may read.
        var readable: [String]
        /// Those that it asks for and does not get, which are not there.
        var missing: [String]
    }

    /// Tier 1 is the least this process runs with: a kernel without seccomp makes it refuse.
    static func seal(_ arguments: LaunchArguments) throws(SandboxError) -> Seal {
        let parent = getppid()
        // Before the limits: nothing can be written to a file after them.
        guard mortise_make_worker_state() == 0 else { throw .failed("the workers' state file") }
        try ResourceLimits.apply(memory: arguments.memory, ownUser: arguments.user != nil)
        if let user = arguments.user { try Identity.become(user) }
        try Identity.giveUpPrivileges()
        // After the change of user, which clears it: the process ends with the thread that started it.
        guard mortise_prctl(PR_SET_PDEATHSIG, UInt(SIGKILL)) == 0 else { throw .failed("PR_SET_PDEATHSIG") }
        guard getppid() == parent else { throw SandboxError("the host ended while this process started") }
        try SystemLibraries.load(arguments.libraries, firstFreeDescriptor: Int32(MORTISE_WORKER_STATE) + 1)
        let roots = ReadableRoots(arguments.roots)
        let landlock = try Landlock.restrict(reading: roots)
        // Without it nothing would hold a module back from the rest of the file system.
        let readable = landlock > 0 ? roots.roots.map(\.path) : []
        try answerTraps(readable)
        try SystemCallFilter.install(for: arguments.role, reading: !readable.isEmpty)
        return Seal(
            hasOwnUser: arguments.user != nil,
            landlock: landlock,
            parent: parent,
            readable: readable,
            missing: landlock > 0 ? roots.missing : arguments.roots.map(\.path)
        )
    }

    private static func answerTraps(_ readable: [String]) throws(SandboxError) {
        let paths = readable.map { strdup($0) }
        defer { for path in paths { free(path) } }
        let status = paths.map { UnsafePointer($0) }.withUnsafeBufferPointer {
            mortise_answer_system_calls($0.baseAddress, Int32($0.count))
        }
        guard status == 0 else { throw .failed("sigaction(SIGSYS)") }
        guard mortise_ignore_file_size_signal() == 0 else { throw .failed("signal(SIGXFSZ)") }
    }

    /// What loading, and forking from a template, needed and jobs do not: mapping code, making processes.
    static func closeDoors() throws(SandboxError) { try SystemCallFilter.installAfterLoading() }
}

/// Sealing failed: the process must not run a module.
struct SandboxError: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }

    /// With errno's text.
    static func failed(_ what: String) -> SandboxError {
        SandboxError("sandbox: \(what) failed: \(String(cString: strerror(errno)))")
    }
}
