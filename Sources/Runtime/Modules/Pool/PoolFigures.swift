// SPDX-License-Identifier: Apache-2.0
import Locks

/// What a pool has and what it has been through.
public struct PoolFigures: Sendable {
    /// The module's file name.
    public let module: String
    /// Processes that have not ended, retired ones included; an inline module counts as one.
    public let processes: Int
    /// Processes that became ready, over the pool's life.
    public let started: Int
    /// Processes that ended and were not told to, over the pool's life.
    public let died: Int
}

extension ModulePool {
    /// As it stands now.
    public var figures: PoolFigures {
        let name = launch.image.origin.split(separator: "/").last.map(String.init) ?? launch.image.origin
        return state.withLock { state in
            PoolFigures(
                module: name,
                processes: state.all.count { !$0.hasEnded },
                started: state.started,
                died: state.died
            )
        }
    }
}
