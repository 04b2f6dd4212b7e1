// SPDX-License-Identifier: Apache-2.0
import Jobs

/// What is known of destinations while the host runs: breakers, attempts under way, and which are switched off. A value;
/// the worker keeps it under its lock.
struct DestinationTable: Sendable {
    /// What is to become of a callback that was claimed.
    enum Verdict: Sendable, Hashable {
        case attempt
        case wait(until: WallTime, Reason)
    }
    /// Why it waits, in the word of the metrics.
    enum Reason: String, Sendable { case breaker, busy, disabled }

    /// Attempts at one destination of one site at once: a slow one leaves room for the others.
    static let attemptsAtOnce = 64
    /// Seconds until a destination that is busy, and therefore slow, is looked at again.
    static let busyPause = 5.0
    /// Seconds between looks at a callback whose destination is switched off.
    static let disabledPause = 900.0
    /// Destinations in trouble that are remembered.
    static let breakerLimit = 4_096

    private struct Switch: Sendable, Hashable {
        let site: SiteID
        let endpoint: String
    }

    private var breakers: [DeliveryTarget.Circuit: CircuitBreaker] = [:]
    private var underWay: [DeliveryTarget.Circuit: Int] = [:]
    private var disabled: Set<Switch> = []

    mutating func disable(site: SiteID, endpoint: String) { disabled.insert(Switch(site: site, endpoint: endpoint)) }

    /// Its breaker forgets too: a person has looked.
    mutating func enable(site: SiteID, endpoint: String) {
        disabled.remove(Switch(site: site, endpoint: endpoint))
        breakers[DeliveryTarget(site: site, url: endpoint).circuit] = nil
    }

    /// Decides; an attempt that is allowed counts as under way until `ended`.
    mutating func verdict(on target: DeliveryTarget, now: WallTime) -> Verdict {
        if disabled.contains(Switch(site: target.site, endpoint: target.endpoint)) {
            return .wait(until: now + Self.disabledPause, .disabled)
        }
        guard underWay[target.circuit, default: 0] < Self.attemptsAtOnce else {
            return .wait(until: now + Self.busyPause, .busy)
        }
        if var breaker = breakers[target.circuit] {
            defer { breakers[target.circuit] = breaker }
            if case .hold(let until) = breaker.handle(.asked(now: now)) { return .wait(until: until, .breaker) }
        }
        underWay[target.circuit, default: 0] += 1
        return .attempt
    }

    /// An attempt ended.
    /// - Returns: what the breaker says to that.
    mutating func ended(_ target: DeliveryTarget, _ event: CircuitBreaker.Event) -> CircuitBreaker.Action {
        let count = underWay[target.circuit, default: 1] - 1
        underWay[target.circuit] = count > 0 ? count : nil
        guard breakers[target.circuit] != nil || breakers.count < Self.breakerLimit else { return .nothing }
        var breaker = breakers[target.circuit] ?? CircuitBreaker()
        let action = breaker.handle(event)
        breakers[target.circuit] = breaker.isFresh ? nil : breaker
        return action
    }

    var disabledCount: Int { disabled.count }
    var openCount: Int { breakers.values.count { if case .open = $0.state { true } else { false } } }
    var halfOpenCount: Int { breakers.values.count { if case .halfOpen = $0.state { true } else { false } } }
    /// Failing, but not often enough in a row.
    var failingCount: Int { breakers.values.count { if case .closed = $0.state { true } else { false } } }
}
