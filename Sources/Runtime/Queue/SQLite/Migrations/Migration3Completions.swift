// SPDX-License-Identifier: Apache-2.0

extension Migration {
    /// The memo of model calls. `state`: 0 in flight, 1 answered, 2 in flight when a host died, and reported.
    /// Keyed by the job's id and not by its row, so that a memo needs no job in this database.
    static let completions = Migration(
        number: 3,
        summary: "completions",
        sql: """
            CREATE TABLE completions (
                seq INTEGER PRIMARY KEY,
                job TEXT NOT NULL,
                request TEXT NOT NULL,
                occurrence INTEGER NOT NULL,
                provider TEXT,
                state INTEGER NOT NULL CHECK (state BETWEEN 0 AND 2),
                answer BLOB,
                begun_at INTEGER NOT NULL,
                ended_at INTEGER,
                UNIQUE (job, request, occurrence),
                CHECK ((state = 1) = (answer IS NOT NULL))
            ) STRICT;
            CREATE INDEX completions_in_flight ON completions (state) WHERE state = 0;
            """
    )
}
