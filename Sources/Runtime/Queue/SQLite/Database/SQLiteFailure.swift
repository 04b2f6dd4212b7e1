// SPDX-License-Identifier: Apache-2.0
import CSQLite
import Glibc
import Queue

/// A result code of SQLite with what was known when it came, and the words for a person.
struct SQLiteFailure {
    /// The extended result code; see https://www.sqlite.org/rescode.html
    let code: Int32
    /// The `errno` behind it, 0 when there was none.
    let systemError: Int32
    let text: String

    init(code: Int32, systemError: Int32 = 0, text: String? = nil) {
        self.code = code
        self.systemError = systemError
        self.text = text ?? String(cString: sqlite3_errstr(code))
    }

    /// - Parameter path: the database, for the message.
    func queueError(path: String) -> QueueError {
        switch code & 0xFF {
        case SQLITE_FULL: return .noRoom(path)
        case SQLITE_IOERR where [ENOSPC, EDQUOT, EFBIG].contains(systemError): return .noRoom(path)
        case SQLITE_CORRUPT:
            return QueueError(
                .corrupt,
                "the database \(path) is damaged (\(text)); stop the host, keep a copy of the folder, and restore "
                    + "a backup or recover what can be read with `sqlite3 \(path) .recover`"
            )
        case SQLITE_NOTADB:
            return QueueError(
                .corrupt,
                "\(path) is no SQLite database, or its first page is damaged; move it away or restore a backup"
            )
        case SQLITE_CONSTRAINT, SQLITE_MISMATCH, SQLITE_TOOBIG, SQLITE_RANGE:
            return QueueError(.corrupt, "the database \(path) refused a value that makes no sense: \(text)")
        case SQLITE_BUSY, SQLITE_LOCKED:
            return QueueError(
                .unavailable,
                "the database \(path) is locked by another program; close whatever else has it open, then try again"
            )
        case SQLITE_READONLY, SQLITE_PERM, SQLITE_CANTOPEN, SQLITE_AUTH:
            return QueueError(
                .unavailable,
                "the database \(path) cannot be opened for this (\(text)\(cause)); check owner and permissions of the "
                    + "folder and that it is no symbolic link"
            )
        default:
            return QueueError(.unavailable, "the database \(path) failed: \(text)\(cause) (SQLite code \(code))")
        }
    }

    private var cause: String { systemError == 0 ? "" : ", " + String(cString: strerror(systemError)) }
}

extension QueueError {
    static func noRoom(_ path: String) -> QueueError {
        QueueError(.full, "no room left for the database \(path); free space on its device, nothing else is needed")
    }

    static func closed(_ path: String) -> QueueError {
        QueueError(.unavailable, "the database \(path) is closed; the host is shutting down")
    }
}
