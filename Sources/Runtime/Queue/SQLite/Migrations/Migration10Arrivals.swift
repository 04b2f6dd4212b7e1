// SPDX-License-Identifier: Apache-2.0

extension Migration {
    /// Whether an attempt of a callback has reached the receiver, or may have: what comes after is a possible duplicate.
    /// And what is worth knowing of an attempt that went well.
    static let arrivals = Migration(
        number: 10,
        summary: "callbacks that may have arrived",
        sql: """
            ALTER TABLE callbacks ADD COLUMN may_have_arrived INTEGER NOT NULL DEFAULT 0
                CHECK (may_have_arrived IN (0, 1));
            ALTER TABLE delivery_attempts ADD COLUMN note TEXT;
            """
    )
}
