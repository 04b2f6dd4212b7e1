// SPDX-License-Identifier: Apache-2.0
import Locks

/// What is known of the jobs that run just now: fields that every log line about one of them bears, whichever room
/// writes it.
public final class JobDirectory: Sendable {
    private struct Entry: Sendable {
        var fields: [(name: String, value: String)]
        /// Runs of it that have not ended: a lease that ran out may be taken anew beside the first.
        var runs: Int
    }
    private let entries = Lock<[String: Entry]>([:])

    public init() {}

    /// A run of the job begins. Each is ended by one `forget`.
    /// - Parameter fields: such as its site and the request that brought it; empty values are left out.
    public func note(_ job: String, _ fields: [(name: String, value: String)]) {
        let fields = fields.filter { !$0.value.isEmpty }
        entries.withLock { $0[job] = Entry(fields: fields, runs: ($0[job]?.runs ?? 0) + 1) }
    }

    /// A run of the job has ended.
    public func forget(_ job: String) {
        entries.withLock { entries in
            entries[job]?.runs -= 1
            if let entry = entries[job], entry.runs <= 0 { entries[job] = nil }
        }
    }

    /// Empty for a job that does not run.
    func fields(of job: String) -> [(name: String, value: String)] { entries.withLock { $0[job]?.fields ?? [] } }
}

/// Adds to each line that names a job what the directory knows of it.
public struct JobLines: LogSink {
    private let sink: any LogSink
    private let directory: JobDirectory

    public init(_ sink: any LogSink, _ directory: JobDirectory) {
        self.sink = sink
        self.directory = directory
    }

    public func write(_ line: LogLine) {
        guard let job = line.fields.first(where: { $0.name == "job_id" })?.value else { return sink.write(line) }
        let known = directory.fields(of: job).filter { field in !line.fields.contains { $0.name == field.name } }
        guard !known.isEmpty else { return sink.write(line) }
        sink.write(LogLine(level: line.level, sentence: line.sentence, fields: line.fields + known))
    }
}
