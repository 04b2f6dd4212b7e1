// SPDX-License-Identifier: Apache-2.0

extension Migration {
    /// What the delivery log needs. `replayed_at` and `attempts_before`: where a replay by hand began its schedule.
    static let deliveryLog = Migration(
        number: 7,
        summary: "delivery log",
        sql: """
            ALTER TABLE callbacks ADD COLUMN replayed_at INTEGER;
            ALTER TABLE callbacks ADD COLUMN attempts_before INTEGER NOT NULL DEFAULT 0;
            CREATE INDEX callbacks_abandoned ON callbacks (seq) WHERE state = 2;

            CREATE TABLE disabled_destinations (
                site TEXT NOT NULL,
                destination TEXT NOT NULL,
                since INTEGER NOT NULL,
                callback TEXT NOT NULL,
                PRIMARY KEY (site, destination)
            ) STRICT, WITHOUT ROWID;
            """
    )
}
