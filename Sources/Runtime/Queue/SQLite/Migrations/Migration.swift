// SPDX-License-Identifier: Apache-2.0

/// One step of the schema. Steps are numbered from 1 without gaps; what was released is never changed, only
/// followed by another.
struct Migration: Sendable {
    /// What `PRAGMA user_version` is afterwards.
    let number: Int64
    /// What it brings, for the error message when it fails.
    let summary: String
    let sql: String

    static let all = [
        jobs, callbacks, completions, rejections, control, usage, deliveryLog, lanes, rejectingAttempts, arrivals,
    ]
}
