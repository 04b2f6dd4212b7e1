// SPDX-License-Identifier: Apache-2.0
import CSystem
import Glibc
import ModuleProtocol
import SystemCallAnswers

extension Sandbox {
    /// What the process found when it tried what it must not be able to do.
    struct Report {
        /// 3: system calls, Landlock and own user; 2: without an own user; 1: system calls alone;
        /// 0: a forbidden act succeeded.
        var tier: UInt8
        var notes: [String]
    }

    /// Tries each forbidden act for real. A tier is what was tested, not what was asked for.
    static func test(_ seal: Seal) -> Report {
        var leaks: [String] = []
        func mustFail(_ act: String, _ result: Int) {
            if result >= 0 { leaks.append("could \(act)") }
        }
        for (family, name) in [(AF_INET, "IPv4"), (AF_INET6, "IPv6"), (AF_UNIX, "Unix"), (AF_NETLINK, "netlink")] {
            mustFail("open a \(name) socket", mortise_try_socket(family))
        }
        for path in shut(to: seal) {
            mustFail("open \(path)", mortise_try_open(path))
            mustFail("see what \(path) is", mortise_try_stat(path))
            mustFail("open \(path) past the handler", mortise_try_below_roots(path, O_RDONLY))
        }
        // It is everybody's to write to: only the seal is in the way.
        for flags in [O_WRONLY, O_RDWR, O_RDONLY | O_TRUNC, O_RDONLY | O_CREAT, pathOnly] {
            mustFail("open /dev/null with flags \(flags)", mortise_try_below_roots("/dev/null", flags))
        }
        for root in seal.readable {
            let climb = root + String(repeating: "/..", count: root.split(separator: "/").count)
            for path in shut(to: seal) {
                mustFail("leave \(root) for \(path)", mortise_try_open(climb + path))
                mustFail("leave \(root) for \(path) past the handler", mortise_try_below_roots(climb + path, O_RDONLY))
            }
            for flags in [O_RDWR, O_RDWR | temporary, pathOnly] {
                mustFail("open \(root) with flags \(flags)", mortise_try_below_roots(root, flags))
            }
        }
        mustFail("have the host signalled", mortise_try_owner(seal.parent))
        mustFail("signal the host", mortise_try_kill(seal.parent))
        mustFail("signal every process", mortise_try_kill(-1))
        mustFail("trace the host", mortise_try_ptrace(seal.parent))
        mustFail("read the host's memory", mortise_try_memory_of(seal.parent))
        mustFail("set up io_uring", mortise_try_io_uring())
        let child = mortise_try_fork()
        if child == 0 { _exit(0) }
        mustFail("start a process", child)

        guard leaks.isEmpty else { return Report(tier: 0, notes: Array(leaks.prefix(16))) }
        var notes = ["system calls filtered; sockets, files, processes and signals tested shut"]
        notes.append(seal.landlock > 0 ? "Landlock ABI \(seal.landlock)" : "no Landlock in this kernel")
        notes.append(
            seal.hasOwnUser ? "own user \(getuid())" : "runs as the host's user: start the host as root for an own one"
        )
        notes += whatIsReadable(seal)
        let tier: UInt8 =
            switch (seal.landlock > 0, seal.hasOwnUser) {
            case (true, true): 3
            case (true, false): 2
            default: 1
            }
        return Report(tier: tier, notes: notes)
    }

    private static let pathOnly: Int32 = 0o10_000_000  // O_PATH
    private static let temporary: Int32 = 0o20_000_000 | O_DIRECTORY  // O_TMPFILE

    /// What must not open, but for what the operator opened.
    private static func shut(to seal: Seal) -> [String] {
        ["/etc/passwd", "/proc/self/environ", "/proc/self/mem", "/", "/tmp"].filter { path in
            !seal.readable.contains { path == $0 || path.hasPrefix($0 + "/") }
        }
    }

    /// What may be read is opened for real too.
    private static func whatIsReadable(_ seal: Seal) -> [String] {
        var readable: [String] = []
        var unreadable: [String] = []
        for root in seal.readable {
            let descriptor = mortise_try_open(root)
            if descriptor >= 0 { close(Int32(descriptor)) }
            if descriptor >= 0 { readable.append(root) } else { unreadable.append(root) }
        }
        var notes: [String] = []
        if !readable.isEmpty { notes.append("may read \(readable.joined(separator: ", "))") }
        if !unreadable.isEmpty {
            notes.append("may read \(unreadable.joined(separator: ", ")), but user \(getuid()) has no right to")
        }
        if !seal.missing.isEmpty {
            let list = seal.missing.joined(separator: ", ")
            notes.append(
                seal.landlock > 0
                    ? "asks to read what is not there: \(list)" : "may not read \(list): that takes Landlock"
            )
        }
        return notes.map { $0.bounded(to: FrameLimits.sentence) }
    }
}
