// SPDX-License-Identifier: Apache-2.0
import Glibc
import Queue

/// The folder that holds the database: nobody but its owner may have had a hand in it.
struct DataDirectory: Sendable {
    /// Absolute and free of symbolic links.
    let path: String

    var database: String { path + "/mortise.db" }
    var lock: String { path + "/host.lock" }

    /// - Parameter create: makes the folder and its missing parents, each 0700 whatever the umask.
    init(_ given: String, create: Bool) throws(QueueError) {
        guard !given.isEmpty, !given.utf8.contains(0) else {
            throw QueueError(.unavailable, "the data directory has no name; set it in the configuration")
        }
        if create { try Self.create(given) }
        guard let resolved = realpath(given, nil) else { throw Self.failure("open", given, errno) }
        defer { free(resolved) }
        path = String(cString: resolved)

        // The checks are made on an open folder, so that it cannot be swapped between them.
        let folder = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard folder >= 0 else { throw Self.failure("open", path, errno) }
        defer { Glibc.close(folder) }
        var facts = stat()
        guard fstat(folder, &facts) == 0 else { throw Self.failure("examine", path, errno) }
        guard facts.st_uid == geteuid() else {
            throw QueueError(
                .unavailable,
                "the data directory \(path) belongs to user \(facts.st_uid), but this process runs as user "
                    + "\(geteuid()); run it as the owner, or `chown` the directory"
            )
        }
        guard facts.st_mode & (S_IWGRP | S_IWOTH) == 0 else {
            throw QueueError(
                .unavailable,
                "the data directory \(path) can be written by other users; run `chmod 0700 \(path)`"
            )
        }
    }

    /// Makes an empty database file with mode 0600 whatever the umask, or tightens the one that is there.
    func prepareDatabase() throws(QueueError) {
        var facts = stat()
        guard lstat(database, &facts) == 0 else {
            guard errno == ENOENT else { throw Self.failure("examine", database, errno) }
            return try createDatabase()
        }
        try check(facts)
        // Not by descriptor: closing any descriptor of a database drops the locks that SQLite holds on it in
        // this process (POSIX, fcntl). The folder is ours alone, so the name cannot be swapped.
        if facts.st_mode & 0o777 != 0o600, chmod(database, 0o600) != 0 {
            throw Self.failure("set the permissions of", database, errno)
        }
    }

    /// The database must be there; for a connection that only reads.
    func requireDatabase() throws(QueueError) {
        var facts = stat()
        guard lstat(database, &facts) == 0 else {
            guard errno == ENOENT else { throw Self.failure("examine", database, errno) }
            throw QueueError(
                .unavailable,
                "there is no database in \(path) yet; start the host there once, or name another data directory"
            )
        }
        try check(facts)
    }

    private func check(_ facts: stat) throws(QueueError) {
        guard facts.st_mode & S_IFMT == S_IFREG else {
            throw QueueError(
                .unavailable,
                "\(database) is no regular file; move it away or name another data directory"
            )
        }
        guard facts.st_uid == geteuid() else {
            throw QueueError(
                .unavailable,
                "\(database) belongs to user \(facts.st_uid); `chown` it to user \(geteuid())"
            )
        }
        // SQLite takes a file of one byte for an empty one.
        guard facts.st_size == 0 || facts.st_size >= 512 else {
            throw QueueError(.corrupt, "\(database) is no SQLite database; move it away or restore a backup")
        }
    }

    private func createDatabase() throws(QueueError) {
        let file = open(database, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw Self.failure("create", database, errno) }
        defer { Glibc.close(file) }
        guard fchmod(file, 0o600) == 0 else { throw Self.failure("set the permissions of", database, errno) }
        try Self.sync(folder: path)
    }

    private static func create(_ path: String) throws(QueueError) {
        if mkdir(path, 0o700) == 0 {
            guard chmod(path, 0o700) == 0 else { throw failure("set the permissions of", path, errno) }
            return try sync(folder: parent(of: path))
        }
        switch errno {
        case EEXIST: return
        case ENOENT:
            let parent = parent(of: path)
            guard parent != path else { throw failure("create", path, ENOENT) }
            try create(parent)
            guard mkdir(path, 0o700) == 0 || errno == EEXIST else { throw failure("create", path, errno) }
            guard chmod(path, 0o700) == 0 else { throw failure("set the permissions of", path, errno) }
            try sync(folder: parent)
        default: throw failure("create", path, errno)
        }
    }

    private static func parent(of path: String) -> String {
        var bytes = Array(path.utf8)
        while bytes.count > 1, bytes.last == UInt8(ascii: "/") { bytes.removeLast() }
        guard let slash = bytes.lastIndex(of: UInt8(ascii: "/")) else { return "." }
        return slash == 0 ? "/" : String(decoding: bytes[..<slash], as: UTF8.self)
    }

    /// Makes a new entry of `folder` survive a power cut.
    private static func sync(folder: String) throws(QueueError) {
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure("open", folder, errno) }
        defer { Glibc.close(descriptor) }
        guard fsync(descriptor) == 0 else { throw failure("sync", folder, errno) }
    }

    private static func failure(_ verb: String, _ path: String, _ code: Int32) -> QueueError {
        if [ENOSPC, EDQUOT].contains(code) { return .noRoom(path) }
        return QueueError(.unavailable, "cannot \(verb) \(path): \(String(cString: strerror(code)))")
    }
}
