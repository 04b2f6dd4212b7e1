// SPDX-License-Identifier: Apache-2.0

extension Migration {
    /// Requests from outside (cancel and retry), what came of a run, keys with a lifetime, and the id of the request
    /// that made a job. `key_until` NULL: the key holds as long as the job is kept. `outcome` NULL: none yet, or
    /// recorded by an older version.
    static let control = Migration(
        number: 5,
        summary: "cancel and retry",
        sql: """
            ALTER TABLE jobs ADD COLUMN outcome INTEGER CHECK (outcome BETWEEN 0 AND 7);
            ALTER TABLE jobs ADD COLUMN request_id TEXT;
            ALTER TABLE jobs ADD COLUMN cancel_requested_at INTEGER;
            ALTER TABLE jobs ADD COLUMN retries INTEGER NOT NULL DEFAULT 0;
            ALTER TABLE jobs ADD COLUMN key_until INTEGER;

            CREATE TABLE endings (
                job INTEGER NOT NULL REFERENCES jobs (seq) ON DELETE CASCADE,
                number INTEGER NOT NULL,
                state INTEGER NOT NULL CHECK (state BETWEEN 3 AND 5),
                outcome INTEGER,
                attempts INTEGER NOT NULL,
                crashes INTEGER NOT NULL,
                error_class TEXT,
                error_code TEXT,
                error_message TEXT,
                evidence TEXT,
                module TEXT,
                module_hash TEXT,
                ended_at INTEGER NOT NULL,
                retried_at INTEGER NOT NULL,
                PRIMARY KEY (job, number)
            ) STRICT, WITHOUT ROWID;
            """
    )
}
