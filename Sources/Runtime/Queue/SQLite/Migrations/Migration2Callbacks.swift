// SPDX-License-Identifier: Apache-2.0

extension Migration {
    /// The outbox. `due_at` is when a waiting callback may be taken: `next_at`, or, while somebody tries it, the
    /// moment until which it is held.
    static let callbacks = Migration(
        number: 2,
        summary: "callbacks",
        sql: """
            CREATE TABLE callbacks (
                seq INTEGER PRIMARY KEY,
                id TEXT NOT NULL UNIQUE,
                job INTEGER NOT NULL REFERENCES jobs (seq) ON DELETE CASCADE,
                site TEXT NOT NULL,
                contract TEXT NOT NULL,
                url TEXT NOT NULL,
                body BLOB NOT NULL,
                state INTEGER NOT NULL DEFAULT 0 CHECK (state BETWEEN 0 AND 2),
                attempts INTEGER NOT NULL DEFAULT 0,
                created_at INTEGER NOT NULL,
                next_at INTEGER NOT NULL,
                due_at INTEGER NOT NULL,
                held INTEGER NOT NULL DEFAULT 0 CHECK (held IN (0, 1))
            ) STRICT;
            CREATE INDEX callbacks_due ON callbacks (due_at, seq) WHERE state = 0;
            CREATE INDEX callbacks_held ON callbacks (held) WHERE held = 1;
            CREATE INDEX callbacks_by_job ON callbacks (job);

            CREATE TABLE delivery_attempts (
                callback INTEGER NOT NULL REFERENCES callbacks (seq) ON DELETE CASCADE,
                number INTEGER NOT NULL,
                at INTEGER NOT NULL,
                status INTEGER,
                error TEXT,
                milliseconds INTEGER NOT NULL,
                PRIMARY KEY (callback, number)
            ) STRICT, WITHOUT ROWID;
            """
    )
}
