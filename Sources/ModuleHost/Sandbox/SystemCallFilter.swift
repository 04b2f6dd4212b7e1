// SPDX-License-Identifier: Apache-2.0
import CSecComp
import CSystem
import Glibc
import SystemCallAnswers

/// seccomp: a list of what may be called. What is not on it answers ENOSYS, so that a C library younger than
/// the list falls back to an older call; what is known and forbidden answers EPERM.
enum SystemCallFilter {
    /// What Swift, glibc and a computing module need. Files: only what is open already.
    private static let allowed = [
        // memory
        "brk", "munmap", "mremap", "madvise", "membarrier", "mincore",
        // open descriptors
        "read", "write", "readv", "writev", "pread64", "pwrite64", "lseek", "close", "close_range",
        "fstat", "dup", "dup2", "dup3",
        "sendto", "recvfrom", "sendmsg", "recvmsg", "shutdown", "poll", "ppoll", "pipe2",
        "epoll_create1", "epoll_ctl", "epoll_wait", "epoll_pwait", "epoll_pwait2", "eventfd2",
        "timerfd_create", "timerfd_settime", "timerfd_gettime",
        "memfd_create", "ftruncate",
        // threads
        "futex", "set_robust_list", "get_robust_list", "rseq", "set_tid_address", "sched_yield",
        "sched_getaffinity", "sched_getparam", "sched_getscheduler", "gettid", "getpid", "getppid", "exit",
        "exit_group", "restart_syscall", "arch_prctl",
        // signals to itself
        "rt_sigaction", "rt_sigprocmask", "rt_sigreturn", "rt_sigtimedwait", "sigaltstack", "pause",
        // time, randomness, facts
        "clock_gettime", "clock_getres", "clock_nanosleep", "nanosleep", "gettimeofday", "time", "times",
        "getrandom", "getrusage", "getuid", "geteuid", "getgid", "getegid", "uname", "sysinfo", "getcpu",
        // for the second filter, which forbids it
        "seccomp",
    ]

    private static let executable = UInt64(PROT_EXEC)
    private static let cloneThread = UInt64(MORTISE_CLONE_THREAD)
    private static let exactly = UInt64.max

    private static let forbidden = [
        "socket", "socketpair", "connect", "bind", "listen", "accept", "accept4", "fork", "vfork", "execve",
        "execveat", "ptrace", "process_vm_readv", "process_vm_writev", "kill", "tkill", "rt_sigqueueinfo",
        "rt_tgsigqueueinfo", "pidfd_open", "pidfd_getfd", "pidfd_send_signal", "io_uring_setup",
        "io_uring_enter", "io_uring_register", "bpf", "perf_event_open", "userfaultfd", "mount",
        "setns", "keyctl", "add_key", "request_key", "open_by_handle_at", "chroot", "pivot_root",
    ]

    /// What is done with an open descriptor. Not F_SETOWN: its owner is signalled, and could be another process.
    private static let descriptorCommands =
        [F_DUPFD, F_DUPFD_CLOEXEC, F_GETFD, F_SETFD, F_GETFL, F_SETFL].map { UInt64($0) } + [
            1033, 1034,  // F_ADD_SEALS, F_GET_SEALS
        ]

    /// The first filter, before the module's file is touched.
    /// - Parameter reading: there is something below which files may be read. Only where Landlock holds: the filter
    ///   cannot see a path.
    static func install(for role: LaunchArguments.Role, reading: Bool) throws(SandboxError) {
        let filter = try Rules(otherwise: ENOSYS)
        for name in allowed { try filter.allow(name) }
        for name in forbidden { try filter.forbid(name, EPERM) }
        for command in descriptorCommands {
            try filter.allow("fcntl", argument: 1, mask: exactly, equals: command)
        }
        // Said to have been done, and not done: libdispatch sets the priority of each worker and, where it cannot, writes
        // to the system's log, for which it would look up the time zone and open a socket.
        try filter.forbid("setpriority", 0)
        // New threads: CLONE_THREAD must be set. clone3 hides its flags in memory and so answers ENOSYS, upon which
        // glibc uses clone.
        try filter.allow("clone", argument: 0, mask: cloneThread, equals: cloneThread)
        switch role {
        case .worker: try addWorker(filter)
        case .template: try addTemplate(filter)
        }
        // Thread names and memory names; reading limits, never setting them.
        try filter.allow("prctl", argument: 0, mask: exactly, equals: UInt64(PR_SET_NAME))
        try filter.allow("prctl", argument: 0, mask: exactly, equals: 0x5356_4D41)
        try filter.allow("prctl", argument: 0, mask: exactly, equals: UInt64(PR_SET_SECCOMP))
        try filter.allow("prlimit64", argument: 2, mask: exactly, equals: 0)
        try addPaths(filter, reading: reading)
        // Code comes from the module's file alone: no memory that is or was writable becomes executable.
        // Memory files cannot be written to (RLIMIT_FSIZE), so a file mapping is the module's or of what it may read.
        try filter.allow("mmap", argument: 2, mask: executable, equals: 0)
        try filter.allow(
            "mmap",
            both: [(2, executable | UInt64(PROT_WRITE), executable), (3, UInt64(MAP_ANONYMOUS), 0)]
        )
        try filter.allow("mprotect", argument: 2, mask: executable, equals: 0)
        try filter.load()
    }

    /// Paths are answered in the process (Sources/SystemCallAnswers). glibc asks for the facts of an open descriptor with
    /// newfstatat and AT_EMPTY_PATH (0x1000), with which the kernel would still take a path.
    private static func addPaths(_ filter: Rules, reading: Bool) throws(SandboxError) {
        for name in ["statx", "readlink", "readlinkat", "getcwd"] { try filter.forbid(name, EACCES) }
        if reading {
            for name in ["open", "stat", "lstat", "access", "faccessat", "newfstatat"] { try filter.trap(name) }
            // By the handler's number opened, and for reading only; by any other answered by the handler.
            let handler = UInt64(MORTISE_BELOW_ROOTS)
            let others = ~UInt64(MORTISE_READING_FLAGS) & 0xFFFF_FFFF
            try filter.allow("openat", both: [(0, exactly, handler), (2, others, 0)])
            try filter.trap("openat", argument: 0, isNot: handler)
            // What a folder holds that is open.
            try filter.allow("getdents64")
        } else {
            for name in ["open", "openat"] { try filter.trap(name) }
            for name in ["stat", "access", "faccessat"] { try filter.forbid(name, EACCES) }
            try filter.trap("newfstatat", argument: 3, mask: 0x1000, equals: 0x1000)
            try filter.forbid("newfstatat", EACCES, argument: 3, mask: 0x1000, equals: 0)
        }
    }

    /// No new process, and signals to this one alone.
    private static func addWorker(_ filter: Rules) throws(SandboxError) {
        try filter.forbid("clone", EPERM, argument: 0, mask: cloneThread, equals: 0)
        try filter.forbid("unshare", EPERM)
        // abort() and pthread_kill.
        try filter.allow("tgkill", argument: 0, mask: exactly, equals: UInt64(getpid()))
    }

    /// Copies of this process, which inherit its filter, and nothing else: flags of exactly one value.
    private static func addTemplate(_ filter: Rules) throws(SandboxError) {
        let sibling = UInt64(MORTISE_CLONE_PARENT) | UInt64(SIGCHLD)
        try filter.allow("clone", argument: 0, mask: exactly, equals: sibling)
        // Has no effect; its answer tells whether there is more than one thread.
        try filter.allow("unshare", argument: 0, mask: exactly, equals: cloneThread)
        // A copy sets again what forking cleared.
        try filter.allow("prctl", both: [(0, exactly, UInt64(PR_SET_PDEATHSIG)), (1, exactly, UInt64(SIGKILL))])
        // abort() in a copy, whose pid is not known yet: answered by a timer, which reaches its own process alone.
        try filter.trap("tgkill", argument: 2, mask: exactly, equals: UInt64(SIGABRT))
        for name in ["timer_create", "timer_settime"] { try filter.allow(name) }
    }

    /// The second filter, before the first job: no code is mapped any more, no process made, and this list is final.
    static func installAfterLoading() throws(SandboxError) {
        let filter = try Rules(otherwise: nil)
        try filter.forbid("mmap", EACCES, argument: 2, mask: executable, equals: executable)
        try filter.forbid("clone", EPERM, argument: 0, mask: cloneThread, equals: 0)
        try filter.forbid("unshare", EPERM)
        try filter.forbid("seccomp", EPERM)
        try filter.forbid("prctl", EPERM, argument: 0, mask: exactly, equals: UInt64(PR_SET_SECCOMP))
        try filter.forbid("prctl", EPERM, argument: 0, mask: exactly, equals: UInt64(PR_SET_PDEATHSIG))
        try filter.load()
    }
}

/// One seccomp filter under construction.
private final class Rules {
    private let context: scmp_filter_ctx

    /// - Parameter otherwise: the errno for whatever no rule names; nil lets it through.
    init(otherwise: Int32?) throws(SandboxError) {
        guard let context = seccomp_init(otherwise.map(Self.answer) ?? Self.letThrough) else {
            throw SandboxError("sandbox: seccomp_init failed")
        }
        self.context = context
    }

    deinit { seccomp_release(context) }

    func allow(_ name: String) throws(SandboxError) { try add(Self.letThrough, name, []) }
    func forbid(_ name: String, _ error: Int32) throws(SandboxError) { try add(Self.answer(error), name, []) }
    /// Sends SIGSYS to the calling thread, whose handler gives the answer.
    func trap(_ name: String) throws(SandboxError) { try add(0x0003_0000, name, []) }

    func trap(_ name: String, argument: UInt32, mask: UInt64, equals: UInt64) throws(SandboxError) {
        try add(0x0003_0000, name, [Self.compare(argument, mask, equals)])
    }

    func trap(_ name: String, argument: UInt32, isNot value: UInt64) throws(SandboxError) {
        try add(0x0003_0000, name, [scmp_arg_cmp(arg: argument, op: SCMP_CMP_NE, datum_a: value, datum_b: 0)])
    }

    func allow(_ name: String, argument: UInt32, mask: UInt64, equals: UInt64) throws(SandboxError) {
        try add(Self.letThrough, name, [Self.compare(argument, mask, equals)])
    }
    func allow(_ name: String, both conditions: [(argument: UInt32, mask: UInt64, equals: UInt64)]) throws(SandboxError)
    {
        try add(Self.letThrough, name, conditions.map { Self.compare($0.argument, $0.mask, $0.equals) })
    }
    func forbid(
        _ name: String,
        _ error: Int32,
        argument: UInt32,
        mask: UInt64,
        equals: UInt64
    ) throws(SandboxError) {
        try add(Self.answer(error), name, [Self.compare(argument, mask, equals)])
    }

    func load() throws(SandboxError) {
        // Threads that a constructor of the module started are bound by the second filter too.
        seccomp_attr_set(context, SCMP_FLTATR_CTL_TSYNC, 1)
        // no_new_privs is set already, and its prctl is not on the list.
        seccomp_attr_set(context, SCMP_FLTATR_CTL_NNP, 0)
        seccomp_attr_set(context, SCMP_FLTATR_API_SYSRAWRC, 1)
        let status = seccomp_load(context)
        guard status == 0 else {
            throw SandboxError("sandbox: the kernel took no seccomp filter: \(String(cString: strerror(-status)))")
        }
    }

    private func add(_ action: UInt32, _ name: String, _ conditions: [scmp_arg_cmp]) throws(SandboxError) {
        let number = seccomp_syscall_resolve_name(name)
        // A call that this architecture does not have needs no rule.
        guard number != __NR_SCMP_ERROR else { return }
        let status = conditions.withUnsafeBufferPointer {
            seccomp_rule_add_array(context, action, number, UInt32($0.count), $0.baseAddress)
        }
        guard status == 0 else {
            throw SandboxError("sandbox: no rule for \(name): \(String(cString: strerror(-status)))")
        }
    }

    private static func compare(_ argument: UInt32, _ mask: UInt64, _ value: UInt64) -> scmp_arg_cmp {
        scmp_arg_cmp(arg: argument, op: SCMP_CMP_MASKED_EQ, datum_a: mask, datum_b: value)
    }

    // SCMP_ACT_ALLOW and SCMP_ACT_ERRNO are macros with arguments.
    private static let letThrough: UInt32 = 0x7FFF_0000
    private static func answer(_ error: Int32) -> UInt32 { 0x0005_0000 | UInt32(error & 0xFFFF) }
}
