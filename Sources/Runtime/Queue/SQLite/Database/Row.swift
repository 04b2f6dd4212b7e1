// SPDX-License-Identifier: Apache-2.0
import CSQLite
import Queue

/// The row on which a statement stands. Valid until the statement's next step; columns are copied out.
struct Row {
    let statement: OpaquePointer
    let path: String

    func integer(_ column: Int32) -> Int64 { sqlite3_column_int64(statement, column) }
    func optionalInteger(_ column: Int32) -> Int64? { isNull(column) ? nil : integer(column) }
    func real(_ column: Int32) -> Double { sqlite3_column_double(statement, column) }
    func optionalReal(_ column: Int32) -> Double? { isNull(column) ? nil : real(column) }
    func flag(_ column: Int32) -> Bool { integer(column) != 0 }

    func text(_ column: Int32) -> String { optionalText(column) ?? "" }
    func optionalText(_ column: Int32) -> String? {
        // The order matters: column_bytes after column_text, https://www.sqlite.org/c3ref/column_blob.html
        guard let start = sqlite3_column_text(statement, column) else { return nil }
        let count = Int(sqlite3_column_bytes(statement, column))
        return String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
    }

    func bytes(_ column: Int32) -> [UInt8] { optionalBytes(column) ?? [] }
    func optionalBytes(_ column: Int32) -> [UInt8]? {
        guard !isNull(column) else { return nil }
        guard let start = sqlite3_column_blob(statement, column) else { return [] }
        return [UInt8](UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(statement, column))))
    }

    /// The value, or an error that says which column of the database makes no sense.
    func required<T>(_ value: T?, _ name: String) throws(QueueError) -> T {
        guard let value else {
            throw QueueError(
                .corrupt,
                "the database \(path) holds a \(name) that makes no sense; run `mortise doctor`, or restore a backup"
            )
        }
        return value
    }

    private func isNull(_ column: Int32) -> Bool { sqlite3_column_type(statement, column) == SQLITE_NULL }
}
