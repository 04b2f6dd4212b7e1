// SPDX-License-Identifier: Apache-2.0
import Glibc

/// What the kernel says a process takes. A number that it does not say is 0.
struct ProcessFacts: Sendable, Equatable {
    /// Bytes in memory, shared ones included.
    var resident: Int = 0
    /// Open descriptors, and how many it may have.
    var descriptors: Int = 0
    var descriptorLimit: Int = 0
    var threads: Int = 0

    /// Reads them; nil when the process is gone.
    static func read(_ pid: Int32) -> ProcessFacts? {
        guard let statm = ProcessFile.text("/proc/\(pid)/statm"), let stat = ProcessFile.text("/proc/\(pid)/stat")
        else {
            return nil
        }
        var facts = ProcessFacts()
        let pages = statm.split(separator: " ")
        if pages.count > 1, let resident = Int(pages[1]) { facts.resident = resident * sysconf(Int32(_SC_PAGESIZE)) }
        // The name may hold anything; what follows it has fixed places. Threads are field 20, the 18th behind the name.
        if let end = stat.lastIndex(of: ")") {
            let fields = stat[stat.index(after: end)...].split(separator: " ")
            if fields.count > 17 { facts.threads = Int(fields[17]) ?? 0 }
        }
        facts.descriptors = descriptors(pid)
        facts.descriptorLimit = descriptorLimit(pid)
        return facts
    }

    /// The size of the folder since Linux 6.2; before, its entries, which only root may read of a process that is not
    /// dumpable.
    private static func descriptors(_ pid: Int32) -> Int {
        let path = "/proc/\(pid)/fd"
        var status = Glibc.stat()
        if stat(path, &status) == 0, status.st_size > 0 { return Int(status.st_size) }
        guard let folder = opendir(path) else { return 0 }
        defer { closedir(folder) }
        var count = -2
        while readdir(folder) != nil { count += 1 }
        return max(0, count)
    }

    private static func descriptorLimit(_ pid: Int32) -> Int {
        guard let limits = ProcessFile.text("/proc/\(pid)/limits"),
            let line = limits.split(separator: "\n").first(where: { $0.hasPrefix("Max open files") })
        else { return 0 }
        let words = line.split(separator: " ")
        return words.count > 3 ? Int(words[3]) ?? 0 : 0
    }
}

/// How much a module process may take. A value that judges, without I/O.
struct ProcessLimits: Sendable, Equatable {
    /// Bytes in memory; 0 for no limit.
    var resident: Int = 1 << 30
    /// Threads: each waiting job of a module in C may have one.
    var threads = 2_048

    enum Verdict: Equatable {
        case fine
        /// It takes no more jobs and ends when it has none.
        case retire(String)
        /// It ends now.
        case kill(String)
    }

    /// Three quarters of a limit are the end of new jobs, the whole is the end at once. The kernel itself holds the
    /// limit on descriptors.
    func verdict(_ facts: ProcessFacts) -> Verdict {
        let memory = "it holds \(facts.resident >> 20) MiB of memory; \(resident >> 20) are allowed"
        let crowd = "it has \(facts.threads) threads; \(threads) are allowed"
        if resident > 0, facts.resident > resident { return .kill(memory) }
        if facts.threads > threads { return .kill(crowd) }
        if resident > 0, facts.resident > resident / 4 * 3 { return .retire(memory) }
        if facts.threads > threads / 4 * 3 { return .retire(crowd) }
        if facts.descriptorLimit > 0, facts.descriptors > facts.descriptorLimit / 4 * 3 {
            return .retire("it has \(facts.descriptors) descriptors open; \(facts.descriptorLimit) are allowed")
        }
        return .fine
    }
}
