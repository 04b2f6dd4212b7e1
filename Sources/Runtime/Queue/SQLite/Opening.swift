// SPDX-License-Identifier: Apache-2.0
import Queue

/// What happens, in which order, before a database is used. Runs on the database's own threads.
enum Opening {
    /// The host's connection: lock first, then the file, then its identity, and only then the first change.
    static func writer(_ given: String, _ options: SQLiteStore.Options) throws(QueueError) -> DatabaseThread.Session {
        let directory = try DataDirectory(given, create: true)
        let lock = try HostLock(directory)
        try directory.prepareDatabase()
        let connection = try Connection(path: directory.database, access: .readWrite)
        try connection.harden()
        let schema = Schema()
        if try schema.version(of: connection) == 0 {
            // Only possible while the file is empty: lets the file shrink again, a few pages at a time.
            try connection.run("PRAGMA auto_vacuum = INCREMENTAL")
        }
        guard try connection.text(of: "PRAGMA journal_mode = WAL") == "wal" else {
            throw QueueError(
                .unavailable,
                "the database \(directory.database) cannot use a write-ahead log there; "
                    + "use a folder on a local file system"
            )
        }
        try connection.run(writerSettings)
        if let pages = options.maximumPages { _ = try connection.integer(of: "PRAGMA max_page_count = \(pages)") }
        if try size(of: connection) <= options.examinedBytes, let damage = try damage(connection) {
            throw QueueError(
                .corrupt,
                "the database \(directory.database) is damaged (\(damage.prefix(200))); keep a copy of the folder and "
                    + "restore a backup"
            )
        }
        try schema.migrate(connection)
        let commits = GroupCommit(connection, directory: directory.path, reservedBytes: options.reservedBytes)
        return DatabaseThread.Session(connection: connection, serve: commits.serve, ended: lock.release)
    }

    /// A connection that changes nothing, for a database that a host has made.
    static func reader(_ given: String) throws(QueueError) -> DatabaseThread.Session {
        let directory = try DataDirectory(given, create: false)
        try directory.requireDatabase()
        let connection = try Connection(path: directory.database, access: .readOnly)
        try connection.harden()
        try connection.run("PRAGMA query_only = ON; PRAGMA temp_store = MEMORY; PRAGMA cell_size_check = ON")
        let schema = Schema()
        guard try schema.version(of: connection) == schema.newest else {
            throw QueueError(
                .unavailable,
                "the database \(directory.database) has an older version than this Mortise; start the host once, "
                    + "which brings it up"
            )
        }
        let serve: ([Work]) -> Void = { batch in
            for work in batch { answer(work, from: connection) }
        }
        return DatabaseThread.Session(connection: connection, serve: serve, ended: {})
    }

    /// What `quick_check` finds; nil when it finds nothing.
    static func damage(_ connection: Connection) throws(QueueError) -> String? {
        let lines = try connection.rows(.quickCheck) { row in row.text(0) }
        return lines == ["ok"] ? nil : lines.joined(separator: "\n")
    }

    /// - `synchronous = FULL`: the log reaches the device with every COMMIT, so that an answer survives a power
    ///   cut. NORMAL would lose the last ones.
    /// - `secure_delete = FAST`: deleted personal text is overwritten where that costs no extra write.
    /// - `wal_autocheckpoint`: 4,096 pages, 16 MiB; SQLite's 1,000 would copy after every second full batch.
    /// - `journal_size_limit`: the log goes back to 64 MiB after a burst.
    private static let writerSettings = """
        PRAGMA synchronous = FULL;
        PRAGMA foreign_keys = ON;
        PRAGMA secure_delete = FAST;
        PRAGMA temp_store = MEMORY;
        PRAGMA cell_size_check = ON;
        PRAGMA cache_size = -16384;
        PRAGMA wal_autocheckpoint = 4096;
        PRAGMA journal_size_limit = 67108864;
        """

    private static func size(of connection: Connection) throws(QueueError) -> Int64 {
        let pages = try connection.integer(of: "PRAGMA page_count") ?? 0
        return pages.multipliedReportingOverflow(by: try connection.integer(of: "PRAGMA page_size") ?? 0).partialValue
    }

    /// Answers one question from one snapshot, also when it takes several statements.
    private static func answer(_ work: Work, from connection: Connection) {
        do throws(QueueError) {
            try connection.execute(.beginReading)
        } catch {
            return work.refuse(error)
        }
        let outcome = work.attempt(connection)
        _ = try? connection.execute(.rollback)
        outcome.resume()
    }
}
