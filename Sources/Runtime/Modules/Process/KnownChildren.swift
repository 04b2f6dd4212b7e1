// SPDX-License-Identifier: Apache-2.0
import CSystem
import Glibc
import Locks

/// The children that the host started itself, and the hunt for those that it did not.
///
/// A template may make processes, which its module could do on its own: such a child belongs to no pool, no limit and
/// no job. It is killed and reaped here.
final class KnownChildren: Sendable {
    private struct State {
        var pids: Set<Int32> = []
        /// Forks that were asked for and not yet answered: their child is there before its pid is told.
        var forksUnderWay = 0
        /// Templates that were ever started: what they made may outlive them.
        var hasTemplates = false
        /// Children that were not known when they were last looked for.
        var suspects: Set<Int32> = []
    }

    private let state = Lock(State())

    func add(_ pid: Int32) { state.withLock { _ = $0.pids.insert(pid) } }
    func remove(_ pid: Int32) { state.withLock { _ = $0.pids.remove(pid) } }
    func contains(_ pid: Int32) -> Bool { state.withLock { $0.pids.contains(pid) } }
    var hasTemplates: Bool { state.withLock { $0.hasTemplates } }
    func templateStarts() { state.withLock { $0.hasTemplates = true } }
    func forkBegins() { state.withLock { $0.forksUnderWay += 1 } }
    func forkEnds() { state.withLock { $0.forksUnderWay -= 1 } }

    /// Takes a pid that a template named as a child of the host's; nil unless it is one, and one that is nobody's yet.
    /// - Returns: its pidfd. The pid means that process from here until it is reaped.
    func adopt(_ pid: Int32) -> Descriptor? {
        guard pid > 0, state.withLock({ !$0.pids.contains(pid) }) else { return nil }
        guard let pidfd = try? Descriptor.high(pidfd_open(pid, 0), "a pidfd") else { return nil }
        // Answers for the host's own children alone, also while they run.
        var information = siginfo_t()
        guard mortise_wait_pidfd(pidfd.number, &information, WEXITED | WNOHANG | WNOWAIT) == 0 else { return nil }
        return state.withLock { $0.pids.insert(pid).inserted } ? pidfd : nil
    }

    /// Ends children that have been there for two looks and that nobody knows. On the spawn thread, where no start is
    /// half done.
    /// - Parameter isOurs: leaves out children that other parts of the program started.
    /// - Returns: the pids that were ended.
    func sweep(_ isOurs: (Int32) -> Bool = { _ in true }) -> [Int32] {
        let found = Set(Self.children().filter(isOurs))
        let strangers = state.withLock { state -> Set<Int32> in
            let unknown = found.subtracting(state.pids)
            guard state.forksUnderWay == 0 else {
                state.suspects = []
                return []
            }
            defer { state.suspects = unknown }
            return unknown.intersection(state.suspects)
        }
        // A child that has not been reaped keeps its pid, and nobody else reaps it.
        for pid in strangers { Glibc.kill(pid, SIGKILL) }
        for pid in strangers where !Self.reap(pid) {
            // It dies when the kernel lets it; the next look finds it again.
            state.withLock { _ = $0.suspects.insert(pid) }
        }
        return strangers.sorted()
    }

    /// Whether it is gone, within some ten milliseconds: the spawn thread has other things to do.
    private static func reap(_ pid: Int32) -> Bool {
        for _ in 0..<50 {
            if waitpid(pid, nil, WNOHANG) != 0 { return true }
            usleep(200)
        }
        return false
    }

    /// The pids of this process's children, whichever of its threads they belong to.
    static func children() -> [Int32] {
        guard let threads = opendir("/proc/self/task") else { return [] }
        defer { closedir(threads) }
        var pids: [Int32] = []
        while let entry = readdir(threads) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            guard Int32(name) != nil, let text = ProcessFile.text("/proc/self/task/\(name)/children") else { continue }
            pids += text.split(separator: " ").compactMap { Int32($0) }
        }
        return pids
    }
}
