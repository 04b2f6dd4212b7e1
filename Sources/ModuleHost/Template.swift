// SPDX-License-Identifier: Apache-2.0
import CSystem
import Glibc
import ModuleProtocol
import SystemCallAnswers
import Threads

/// A process that has loaded its module, takes no job, and makes copies of itself that do: a copy has everything in its
/// memory already and is ready in a fraction of the time. docs/sandbox.md says what this costs in safety.
struct Template {
    private let link: HostLink
    /// The host, whose child each copy is.
    private let host: Int32
    private let threadID: UnsafeMutablePointer<Int32>?

    /// Before the process is sealed: what it looks up is shut afterwards.
    init(link: HostLink, host: Int32) {
        self.link = link
        self.host = host
        threadID = mortise_thread_id_address()
    }

    /// Forks whenever the host says so.
    /// - Returns: in each copy true, at once and connected to the host anew; in the template false, when the host hung
    ///   up.
    /// - Throws: when the host breaks the protocol; in a copy also when it cannot be confined.
    func serve() throws -> Bool {
        var copying: Result<Bool, SandboxError> = .success(false)
        try link.receive { (message, descriptors) throws(FrameError) in
            guard case .fork = message else {
                for descriptor in descriptors { close(descriptor) }
                throw FrameError("the host sent a template something else than `fork`")
            }
            copying = fork(descriptors)
            if case .success(false) = copying { return true }
            return false
        }
        return try copying.get()
    }

    /// In a copy: leaves the thread that was copied for good. Swift's locks and libdispatch's tell threads apart by their
    /// numbers, and each thread remembers its own; the copied one remembers the template's. What it holds, nobody could
    /// wait for.
    /// - Throws: when the process gets no thread.
    static func goOnInThreadOfItsOwn(_ body: @escaping @Sendable () -> Never) throws(ThreadError) -> Never {
        try DedicatedThread.start("mortise-module", stackBytes: 8 << 20) { body() }
        // Not its end: the process shows itself by its first thread.
        while true { poll(nil, 0, -1) }
    }

    /// True, or an error, in the copy alone.
    private func fork(_ descriptors: [Int32]) -> Result<Bool, SandboxError> {
        defer { for descriptor in descriptors { close(descriptor) } }
        guard descriptors.count == 2 else {
            return refuse("the connection for the copy did not arrive")
        }
        // A copy has only the thread that made it. Locks that others hold would stay locked in it for ever.
        guard mortise_is_single_threaded() != 0 else {
            return refuse("the module started threads before its first job; it cannot be copied")
        }
        // What waits to be printed would be printed by each copy again.
        fflush(nil)
        let pid = mortise_clone_sibling(threadID)
        guard pid != 0 else {
            return becomeCopy(socket: descriptors[0], output: descriptors[1]).map { true }
        }
        guard pid > 0 else { return refuse("clone failed: \(String(cString: strerror(errno)))") }
        link.send(.forked(pid: UInt32(pid), reason: ""))
        return .success(false)
    }

    private func refuse(_ reason: String) -> Result<Bool, SandboxError> {
        link.send(.forked(pid: 0, reason: reason.bounded(to: FrameLimits.sentence)))
        return .success(false)
    }

    /// In the copy: its own connection and output, and nothing of the template's but the memory.
    private func becomeCopy(socket: Int32, output: Int32) -> Result<Void, SandboxError> {
        guard mortise_move_descriptor(socket, LaunchArguments.socketNumber, O_CLOEXEC) >= 0,
            mortise_move_descriptor(output, 1, 0) >= 0, mortise_move_descriptor(output, 2, 0) >= 0
        else {
            // The old connection is the template's: a word on it would be taken for the template's own.
            _exit(1)
        }
        close(Int32(MORTISE_MODULE_FILE))
        mortise_close_from(Int32(MORTISE_WORKER_STATE) + 1)
        guard mortise_prctl(PR_SET_PDEATHSIG, UInt(SIGKILL)) == 0 else { return .failure(.failed("PR_SET_PDEATHSIG")) }
        guard getppid() == host else { return .failure(SandboxError("the host ended while this process started")) }
        return .success(())
    }
}
