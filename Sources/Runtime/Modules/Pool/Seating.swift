// SPDX-License-Identifier: Apache-2.0

/// Which process of a pool takes which job: the one with the fewest jobs, of those that have a slot left for its task
/// type. Who finds none waits, in the order of arrival. A value without I/O.
struct Seating<Process: AnyObject, Waiter> {
    /// Jobs at once in one process, whatever their type: a process that dies takes no more than these with it.
    static var processLimit: Int { 1_024 }

    private struct Replica {
        let process: Process
        let slots: [String: Int]
        /// Jobs that it may still be given.
        var quota: Int
        var count = 0
        var byType: [String: Int] = [:]

        var hasRoom: Bool { quota > 0 && count < processLimit }

        func takes(_ type: String) -> Bool {
            hasRoom && byType[type, default: 0] < slots[type, default: processLimit]
        }
    }

    private var replicas: [Replica] = []
    private var waiting: [(number: UInt64, type: String, waiter: Waiter)] = []
    private var waitingOfType: [String: Int] = [:]
    /// Processes that are on their way.
    var starting = 0
    /// Processes among which jobs are spread.
    let limit: Int
    /// Processes at most. Those above `limit` are for jobs that wait while every process holds `processLimit`.
    let overflow: Int

    init(limit: Int, overflow: Int = 0) {
        self.limit = max(1, limit)
        self.overflow = max(self.limit, overflow)
    }

    var processes: [Process] { replicas.map(\.process) }
    var isAnyoneWaiting: Bool { !waiting.isEmpty }
    var waitingCount: Int { waiting.count }

    /// Whether another process is to be started: there are more jobs than processes, or more than all of them hold.
    var wantsAnother: Bool {
        let inUse = replicas.count { $0.quota > 0 } + starting
        if inUse < limit {
            return waiting.count + replicas.reduce(0) { $0 + $1.count } > replicas.count + starting
        }
        return inUse < overflow && waiting.count > starting * Self.processLimit && !replicas.contains(where: \.hasRoom)
    }

    /// - Parameters:
    ///   - slots: jobs of each task type at once.
    ///   - quota: jobs that it may be given in its life.
    mutating func add(_ process: Process, slots: [String: Int], quota: Int = .max) {
        replicas.append(Replica(process: process, slots: slots, quota: quota))
    }

    /// Takes processes out that take no jobs any more.
    mutating func prune(_ isUsable: (Process) -> Bool) { replicas.removeAll { !isUsable($0.process) } }

    /// Takes out those that have no job.
    mutating func takeIdle(_ condition: (Process) -> Bool) -> [Process] {
        let idle = replicas.filter { $0.count == 0 && condition($0.process) }.map(\.process)
        replicas.removeAll { replica in idle.contains { $0 === replica.process } }
        return idle
    }

    /// A slot for a job of this type, taken; nil when there is none, or somebody waits for one already.
    mutating func take(_ type: String) -> Process? {
        waitingOfType[type, default: 0] > 0 ? nil : takeFree(type)
    }

    mutating func wait(_ number: UInt64, _ type: String, _ waiter: Waiter) {
        waiting.append((number, type, waiter))
        waitingOfType[type, default: 0] += 1
    }

    /// Does not wait any more; nil when it did not.
    mutating func leave(_ number: UInt64) -> Waiter? {
        guard let index = waiting.firstIndex(where: { $0.number == number }) else { return nil }
        defer { remove(at: index) }
        return waiting[index].waiter
    }

    /// A job has left its slot.
    /// - Parameter wasRun: false when it was never given to the process, which may then be given another instead.
    mutating func free(_ process: Process, _ type: String, wasRun: Bool = true) {
        guard let index = replicas.firstIndex(where: { $0.process === process }) else { return }
        replicas[index].count -= 1
        replicas[index].byType[type, default: 1] -= 1
        if !wasRun, replicas[index].quota < .max { replicas[index].quota += 1 }
    }

    /// Seats who can be seated, the first that came first.
    mutating func seatWaiting() -> [(Waiter, Process)] {
        var seated: [(Waiter, Process)] = []
        // A type that found no slot finds none for the next of its kind either.
        var full: Set<String> = []
        var index = 0
        while index < waiting.count, replicas.contains(where: \.hasRoom) {
            let entry = waiting[index]
            if !full.contains(entry.type), let process = takeFree(entry.type) {
                seated.append((entry.waiter, process))
                remove(at: index)
            } else {
                full.insert(entry.type)
                index += 1
            }
        }
        return seated
    }

    private mutating func remove(at index: Int) {
        waitingOfType[waiting.remove(at: index).type, default: 1] -= 1
    }

    /// Everybody who waits, sent away.
    mutating func dismissAll() -> [Waiter] {
        defer { (waiting, waitingOfType) = ([], [:]) }
        return waiting.map(\.waiter)
    }

    private mutating func takeFree(_ type: String) -> Process? {
        var best: Int?
        for index in replicas.indices where replicas[index].takes(type) {
            if best == nil || replicas[index].count < replicas[best ?? 0].count { best = index }
        }
        guard let best else { return nil }
        replicas[best].count += 1
        if replicas[best].quota < .max { replicas[best].quota -= 1 }
        replicas[best].byType[type, default: 0] += 1
        return replicas[best].process
    }
}
