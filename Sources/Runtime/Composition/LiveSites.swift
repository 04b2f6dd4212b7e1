// SPDX-License-Identifier: Apache-2.0
import Configuration
import JSON
import Jobs
import Limits
import Locks
import Scheduling

/// The sites as they are configured now, for parts that ask with each job. Replaced as a whole by a reload; a run goes
/// on with what it was given at its start.
final class LiveSites: Sendable {
    struct Site: Sendable {
        var configuration: SiteConfiguration
        var services: HostServices
    }

    private let sites = Lock<[SiteID: Site]>([:])
    let pace = SitePace()

    func replace(_ new: [Site], now: WallTime) {
        let rates = new.compactMap { site in site.configuration.jobsPerMinute.map { (site.configuration.id, $0) } }
        pace.set(Dictionary(rates) { first, _ in first }, now: now)
        sites.withLock { $0 = Dictionary(new.map { ($0.configuration.id, $0) }) { first, _ in first } }
    }

    var all: [Site] { sites.withLock { Array($0.values) } }

    /// Nil for a site that is not configured: its jobs wait until it is.
    func services(_ site: SiteID) -> HostServices? { sites.withLock { $0[site]?.services } }

    func settings(_ site: SiteID, _ task: String) -> JSONObject? {
        sites.withLock { $0[site]?.configuration.settings[task] }
    }
}
