// SPDX-License-Identifier: Apache-2.0
import CSystem
import Glibc

/// A started module process: its end of the socket pair, what it prints, and a pidfd, by which alone it is
/// signalled and reaped; a pid could mean another process by then.
struct ChildProcess: Sendable {
    let pid: Int32
    let pidfd: Descriptor
    let socket: Descriptor
    let output: Descriptor
    /// Where it is known by its pid until it is reaped.
    let known: KnownChildren

    func kill() { _ = pidfd_send_signal(pidfd.number, SIGKILL, nil, 0) }

    /// How it ended. Call once, when the pidfd is readable.
    func reap() -> ProcessEnd {
        var information = siginfo_t()
        while mortise_wait_pidfd(pidfd.number, &information, WEXITED) != 0, errno == EINTR {}
        known.remove(pid)
        let status = mortise_exit_status(&information)
        return information.si_code == Int32(CLD_EXITED) ? .exited(status) : .signalled(status)
    }
}

/// How a process ended.
enum ProcessEnd: Sendable, Hashable, CustomStringConvertible {
    case exited(Int32)
    case signalled(Int32)
    /// No process of its own: it ran inline.
    case leftInline

    var description: String {
        switch self {
        case .exited(let status): "exited with status \(status)"
        case .signalled(let signal): "was ended by signal \(signal) (\(String(cString: strsignal(signal))))"
        case .leftInline: "was left; it ran inline"
        }
    }
}

/// What a module process is started with.
struct ChildLaunch: Sendable {
    /// Path of `mortise-module-host`.
    let program: String
    /// User to become; nil keeps the host's.
    let user: UInt32?
    /// Bytes of address space; 0 sets no limit.
    let memory: UInt64
    let image: ModuleImage
    /// C libraries that it loads before it shuts itself, by name.
    var libraries: [String] = []
    /// What its module may read.
    var roots: [ReadableRoot] = []
    /// A worker takes jobs; a template forks workers.
    var role = Role.worker

    enum Role: String { case worker, template }

    /// Blocks for the length of a spawn; runs on the spawn thread.
    func spawn(_ known: KnownChildren) throws(ModuleError) -> ChildProcess {
        let (ours, theirs) = try Descriptor.socketPair()
        let (outputRead, outputWrite) = try Descriptor.pipe()
        let module = try Descriptor.high(try image.open(), "the module's descriptor")
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, outputWrite.number, 1)
        posix_spawn_file_actions_adddup2(&actions, outputWrite.number, 2)
        posix_spawn_file_actions_adddup2(&actions, theirs.number, 3)
        posix_spawn_file_actions_adddup2(&actions, module.number, 4)
        // Whatever any library of the host left open without close-on-exec ends here.
        posix_spawn_file_actions_addclosefrom_np(&actions, 5)

        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var signals = sigset_t()
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        sigfillset(&signals)
        posix_spawnattr_setsigdefault(&attributes, &signals)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))

        var pid: pid_t = 0
        var words = ["mortise-module-host", "3", "4", user.map(String.init) ?? "-", String(memory), role.rawValue]
        words += libraries.flatMap { ["--library", $0] } + roots.flatMap { ["--files", $0.path, $0.target] }
        var arguments = words.map { strdup($0) } + [nil]
        defer { for word in arguments { free(word) } }
        // The environment is empty: nothing of the host's reaches the module by it.
        var environment: [UnsafeMutablePointer<CChar>?] = [nil]
        let status = withExtendedLifetime((outputWrite, theirs, module)) {
            posix_spawn(&pid, program, &actions, &attributes, &arguments, &environment)
        }
        guard status == 0 else {
            throw ModuleError("cannot start \(program): \(String(cString: strerror(status)))")
        }
        // The child is ours and not yet reaped, so the pid cannot mean another process.
        let pidfd: Descriptor
        do throws(ModuleError) {
            pidfd = try Descriptor.high(pidfd_open(pid, 0), "a pidfd")
        } catch {
            Glibc.kill(pid, SIGKILL)
            while waitpid(pid, nil, 0) < 0, errno == EINTR {}
            throw error
        }
        known.add(pid)
        ours.setNonBlocking()
        outputRead.setNonBlocking()
        return ChildProcess(pid: pid, pidfd: pidfd, socket: ours, output: outputRead, known: known)
    }
}
