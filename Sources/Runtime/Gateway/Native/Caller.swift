// SPDX-License-Identifier: Apache-2.0
public import Jobs

/// Whose request it is: what it may see and change follows from that alone.
public enum Caller: Sendable, Hashable {
    /// Whoever operates the host: every site's jobs.
    case `operator`
    /// One site: its own jobs. Those of others do not exist for it.
    case site(SiteID)

    /// Whether jobs of this site exist for the caller.
    public func sees(_ site: SiteID) -> Bool {
        switch self {
        case .operator: true
        case .site(let own): own == site
        }
    }
}

/// Says whose request it is, before anything else of it is looked at.
public protocol CallerGate: Sendable {
    func admit(_ request: InboundRequest) -> Admission
}

/// What a gate says.
public enum Admission: Sendable {
    case caller(Caller)
    /// It is nobody's: what to answer.
    case refused(InboundResponse)
}
