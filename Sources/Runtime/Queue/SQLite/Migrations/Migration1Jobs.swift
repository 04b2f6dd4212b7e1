// SPDX-License-Identifier: Apache-2.0

extension Migration {
    /// Jobs. `jobs` is narrow because leases and settlements rewrite its rows; what is large and written once
    /// stands in tables of its own. Times are milliseconds since 1970, states are `JobState`'s codes. `job_counts`
    /// is kept by `StateTally`, in the same transaction, so that counting millions of jobs reads six rows.
    static let jobs = Migration(
        number: 1,
        summary: "jobs",
        sql: """
            CREATE TABLE jobs (
                seq INTEGER PRIMARY KEY,
                id TEXT NOT NULL UNIQUE,
                site TEXT NOT NULL,
                idempotency_key TEXT NOT NULL,
                task_type TEXT NOT NULL,
                state INTEGER NOT NULL CHECK (state BETWEEN 0 AND 5),
                priority INTEGER NOT NULL CHECK (priority BETWEEN 0 AND 9),
                attempts INTEGER NOT NULL DEFAULT 0,
                crashes INTEGER NOT NULL DEFAULT 0,
                suspect INTEGER NOT NULL DEFAULT 0 CHECK (suspect IN (0, 1)),
                lease_token INTEGER NOT NULL DEFAULT 0,
                lease_until INTEGER,
                created_at INTEGER NOT NULL,
                available_at INTEGER NOT NULL,
                updated_at INTEGER NOT NULL,
                retry_attempts INTEGER NOT NULL,
                retry_base REAL NOT NULL,
                retry_maximum REAL NOT NULL,
                soft_timeout REAL NOT NULL,
                hard_timeout REAL NOT NULL,
                reply_contract TEXT,
                reply_url TEXT,
                reply_echo TEXT,
                error_class TEXT,
                error_code TEXT,
                error_message TEXT,
                error_retry_after REAL,
                UNIQUE (site, idempotency_key),
                CHECK ((state = 1) = (lease_until IS NOT NULL))
            ) STRICT;

            CREATE INDEX jobs_waiting ON jobs (suspect, priority, available_at, id) WHERE state = 0;
            CREATE INDEX jobs_leased ON jobs (suspect, lease_until) WHERE state = 1;
            CREATE INDEX jobs_by_state ON jobs (state, id);
            CREATE INDEX jobs_by_site ON jobs (site, state, id);
            CREATE INDEX jobs_by_type ON jobs (task_type, id);

            CREATE TABLE inputs (
                job INTEGER PRIMARY KEY REFERENCES jobs (seq) ON DELETE CASCADE,
                input BLOB NOT NULL,
                settings BLOB NOT NULL
            ) STRICT;

            CREATE TABLE outcomes (
                job INTEGER PRIMARY KEY REFERENCES jobs (seq) ON DELETE CASCADE,
                result BLOB,
                evidence TEXT,
                module TEXT,
                module_hash TEXT,
                abi TEXT,
                generation INTEGER,
                tier INTEGER,
                models TEXT,
                milliseconds INTEGER
            ) STRICT;

            CREATE TABLE job_counts (
                state INTEGER PRIMARY KEY,
                jobs INTEGER NOT NULL
            ) STRICT;
            INSERT INTO job_counts (state, jobs) VALUES (0, 0), (1, 0), (2, 0), (3, 0), (4, 0), (5, 0);
            """
    )
}
