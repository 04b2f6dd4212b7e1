// SPDX-License-Identifier: Apache-2.0
import Queue

/// Whose database a file is, and which version of the schema it has.
struct Schema {
    /// "Mort" in ASCII, in the header of every database of Mortise (`PRAGMA application_id`).
    static let applicationID: Int64 = 0x4D6F_7274

    let migrations: [Migration]
    var newest: Int64 { migrations.last?.number ?? 0 }

    init(_ migrations: [Migration] = Migration.all) { self.migrations = migrations }

    /// Refuses another program's file and a newer Mortise's, changing nothing.
    /// - Returns: the version, 0 for an empty file.
    func version(of connection: Connection) throws(QueueError) -> Int64 {
        let path = connection.path
        let application = try connection.integer(of: "PRAGMA application_id") ?? 0
        let version = try connection.integer(of: "PRAGMA user_version") ?? 0
        let isEmpty = try connection.integer(of: "SELECT count(*) FROM sqlite_schema") == 0
        guard application == Self.applicationID || (application == 0 && version == 0 && isEmpty) else {
            throw QueueError(
                .corrupt,
                "\(path) is the SQLite database of another program (application id "
                    + "\(application)); move it away, or name another data directory"
            )
        }
        guard version <= newest else {
            throw QueueError(
                .newerDatabase,
                "the database \(path) has version \(version), this Mortise knows versions up to \(newest); "
                    + "install the Mortise that wrote it or a newer one, or restore a backup from before the upgrade"
            )
        }
        return version
    }

    /// Brings the database up, each step in a transaction of its own.
    func migrate(_ connection: Connection) throws(QueueError) {
        let version = try version(of: connection)
        for migration in migrations where migration.number > version {
            do throws(QueueError) {
                try connection.run(
                    """
                    BEGIN IMMEDIATE;
                    \(migration.sql)
                    PRAGMA application_id = \(Self.applicationID);
                    PRAGMA user_version = \(migration.number);
                    COMMIT;
                    """
                )
            } catch {
                if connection.isInTransaction { try? connection.run("ROLLBACK") }
                throw QueueError(
                    error.code,
                    "step \(migration.number) (\(migration.summary)) of the database's upgrade failed and was taken "
                        + "back: \(error.message)"
                )
            }
        }
    }
}
