// SPDX-License-Identifier: Apache-2.0

extension Migration {
    /// Answers that their job rejected. Such a row stays `state` 1 with its answer, which was paid for and counts;
    /// it is only not served any more.
    static let rejections = Migration(
        number: 4,
        summary: "rejected answers",
        sql: """
            ALTER TABLE completions ADD COLUMN rejected_at INTEGER;
            ALTER TABLE completions ADD COLUMN rejected_because TEXT;
            """
    )
}
