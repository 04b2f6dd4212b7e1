// SPDX-License-Identifier: Apache-2.0

extension Migration {
    /// What a job's calls of models took and cost. `answers` NULL: recorded by an older version, or no run of a task.
    /// `costs`: a line for each currency, its letters, a space and millionths of its unit.
    static let usage = Migration(
        number: 6,
        summary: "usage",
        sql: """
            ALTER TABLE outcomes ADD COLUMN answers INTEGER;
            ALTER TABLE outcomes ADD COLUMN input_tokens INTEGER;
            ALTER TABLE outcomes ADD COLUMN cached_tokens INTEGER;
            ALTER TABLE outcomes ADD COLUMN output_tokens INTEGER;
            ALTER TABLE outcomes ADD COLUMN model_milliseconds INTEGER;
            ALTER TABLE outcomes ADD COLUMN unpriced INTEGER;
            ALTER TABLE outcomes ADD COLUMN costs TEXT;
            """
    )
}
