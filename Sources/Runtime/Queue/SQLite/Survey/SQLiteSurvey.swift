// SPDX-License-Identifier: Apache-2.0
public import Queue

/// Reads that may take longer than a job's way allows: figures for metrics, and what retention may remove. On a thread
/// and a connection of its own, so that nothing else waits for them.
public final class SQLiteSurvey: Sendable {
    private let thread: DatabaseThread

    private init(_ thread: DatabaseThread) { self.thread = thread }

    /// Opens a folder that a host has opened before.
    public static func open(directory: String) async throws(QueueError) -> SQLiteSurvey {
        let path = directory + "/mortise.db"
        return SQLiteSurvey(
            try await DatabaseThread.start("sqlite-survey", path: path) { () throws(QueueError) in
                try Opening.reader(directory)
            }
        )
    }

    /// Finishes what was asked for. Later calls throw `unavailable`.
    public func close() async { await thread.close() }

    func read<T: Sendable>(
        _ body: @escaping @Sendable (Connection) throws(QueueError) -> T
    ) async throws(QueueError) -> T {
        try await thread.perform(body)
    }
}
