// SPDX-License-Identifier: Apache-2.0

extension Migration {
    /// Which attempt of the job rejected an answer. NULL for what was rejected before this was kept, and before a person's
    /// retry, which counts attempts anew.
    static let rejectingAttempts = Migration(
        number: 9,
        summary: "attempts that rejected answers",
        sql: "ALTER TABLE completions ADD COLUMN rejected_by INTEGER;"
    )
}
