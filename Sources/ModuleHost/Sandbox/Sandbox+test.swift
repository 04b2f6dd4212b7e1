// SPDX-License-Identifier: Apache-2.0
import CSystem
import Glibc

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
        for path in ["/etc/passwd", "/proc/self/environ", "/proc/self/mem", "/", "/tmp"] {
            mustFail("open \(path)", mortise_try_open(path))
        }
        mustFail("see what /etc/passwd is", mortise_try_stat("/etc/passwd"))
        mustFail("have the host signalled", mortise_try_owner(seal.parent))
        mustFail("signal the host", mortise_try_kill(seal.parent))
        mustFail("signal every process", mortise_try_kill(-1))
        mustFail("trace the host", mortise_try_ptrace(seal.parent))
        mustFail("read the host's memory", mortise_try_memory_of(seal.parent))
        mustFail("set up io_uring", mortise_try_io_uring())
        let child = mortise_try_fork()
        if child == 0 { _exit(0) }
        mustFail("start a process", child)

        guard leaks.isEmpty else { return Report(tier: 0, notes: leaks) }
        var notes = ["system calls filtered; sockets, files, processes and signals tested shut"]
        notes.append(seal.landlock > 0 ? "Landlock ABI \(seal.landlock)" : "no Landlock in this kernel")
        notes.append(
            seal.hasOwnUser ? "own user \(getuid())" : "runs as the host's user: start the host as root for an own one"
        )
        let tier: UInt8 =
            switch (seal.landlock > 0, seal.hasOwnUser) {
            case (true, true): 3
            case (true, false): 2
            default: 1
            }
        return Report(tier: tier, notes: notes)
    }
}
