// SPDX-License-Identifier: Apache-2.0
import Jobs

/// Who asks under `/v1`, by the token that was presented.
enum Caller: Sendable, Hashable {
    /// May see and submit the jobs of every site.
    case `operator`
    /// May see and submit this site's jobs; of others it is not even told that they are there.
    case site(SiteID)

    func maySee(_ site: SiteID) -> Bool {
        switch self {
        case .operator: true
        case .site(let own): own == site
        }
    }
}
