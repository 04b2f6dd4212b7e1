// SPDX-License-Identifier: Apache-2.0

/// Which calls may go on while a name is looked up. libcurl starts a thread for each lookup, and thousands of jobs may call
/// one name at the same moment. So a few calls look it up, and the others wait until it is known: then libcurl has it in
/// its memory. A value; time is seconds of any clock that only goes forward.
struct NameGate {
    /// Calls that may look one name up at once: more than one, so that one answer that is lost holds nobody for long.
    static let lookups = 4
    /// Seconds for which a name that was found counts as known; libcurl keeps it for 60.
    static let memory = 45.0

    private struct Name {
        /// Calls that look it up.
        var leaders: Set<UInt64> = []
        /// In the order of their coming.
        var waiting: [UInt64] = []
        var knownUntil = -Double.infinity
    }

    private var names: [String: Name] = [:]
    /// Whose name it is; of leaders and of those that wait.
    private var nameOf: [UInt64: String] = [:]
    /// Calls that look a name up at present.
    private(set) var leaders: Set<UInt64> = []

    /// A call begins.
    /// - Returns: whether it goes on now; else it waits until one of the functions below names it.
    mutating func begin(_ call: UInt64, name: String, at now: Double) -> Bool {
        forget(at: now)
        let known = names[name, default: Name()]
        guard known.knownUntil <= now else { return true }
        nameOf[call] = name
        guard known.leaders.count < Self.lookups else {
            names[name, default: Name()].waiting.append(call)
            return false
        }
        names[name, default: Name()].leaders.insert(call)
        leaders.insert(call)
        return true
    }

    /// A leader's lookup has an answer.
    /// - Returns: the calls that go on now.
    mutating func found(by leader: UInt64, at now: Double) -> [UInt64] {
        guard leaders.contains(leader), let name = nameOf[leader], let known = names[name] else { return [] }
        for call in known.waiting { nameOf[call] = nil }
        for call in known.leaders {
            nameOf[call] = nil
            leaders.remove(call)
        }
        names[name] = Name(knownUntil: now + Self.memory)
        return known.waiting
    }

    /// A call has ended, or goes on without a lookup.
    /// - Returns: who takes its place and looks the name up.
    mutating func end(_ call: UInt64) -> UInt64? {
        guard let name = nameOf.removeValue(forKey: call) else { return nil }
        guard leaders.remove(call) != nil else {
            names[name]?.waiting.removeAll { $0 == call }
            return nil
        }
        names[name]?.leaders.remove(call)
        guard let next = names[name]?.waiting.first else {
            if names[name]?.leaders.isEmpty == true { names[name] = nil }
            return nil
        }
        names[name]?.waiting.removeFirst()
        names[name]?.leaders.insert(next)
        leaders.insert(next)
        return next
    }

    /// Bounded by the names that calls go to within `memory`: nothing is kept of the others.
    private mutating func forget(at now: Double) {
        guard names.count > 1_000 else { return }
        names = names.filter { !$1.leaders.isEmpty || $1.knownUntil > now }
    }
}
