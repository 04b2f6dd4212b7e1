// SPDX-License-Identifier: Apache-2.0
import Configuration
import Gateway
import Jobs
import Queue
import SQLiteQueue

/// `mortise jobs list` and `mortise jobs show`: reads the data directory, whether the host runs or not.
struct JobsCommand {
    private let invocation: Invocation
    private let arguments: Arguments
    private let verb: String

    init(_ invocation: Invocation) throws(UsageError) {
        self.invocation = invocation
        guard let verb = invocation.words.first, ["list", "show"].contains(verb) else {
            throw UsageError("is followed by `list` or `show ID`")
        }
        self.verb = verb
        let options: Set<String> = verb == "list" ? ["--state", "--site", "--task", "--limit", "--before"] : []
        arguments = try Arguments(invocation.words.dropFirst(), options: options, flags: ["--json"])
    }

    func run() async throws -> Int32 {
        guard let folder = HostConfiguration.dataDirectory(invocation.environment, facts: invocation.facts) else {
            throw UsageError("MORTISE_DATA is not set to an absolute path, and there is no home folder")
        }
        let filter = try filter()
        let store = try await SQLiteStore.open(directory: folder, mode: .reader)
        let status = verb == "list" ? try await list(store, filter) : try await show(store)
        await store.close()
        return status
    }

    private func filter() throws(UsageError) -> JobFilter {
        var filter = JobFilter(taskType: arguments["--task"])
        if let text = arguments["--state"] {
            guard let state = JobState(rawValue: text) else {
                throw UsageError(
                    "--state is \(text); it is one of \(JobState.allCases.map(\.rawValue).joined(separator: ", "))"
                )
            }
            filter.state = state
        }
        if let text = arguments["--site"] {
            guard let site = SiteID(text) else { throw UsageError("--site is no site's name: \(text)") }
            filter.site = site
        }
        return filter
    }

    private func list(_ store: SQLiteStore, _ filter: JobFilter) async throws -> Int32 {
        guard arguments.rest.isEmpty else { throw UsageError("list takes no words") }
        let jobs = try await store.jobs(
            filter,
            before: arguments["--before"].flatMap { JobID($0) },
            limit: try arguments.number("--limit", 1...1000) ?? 50
        )
        guard !arguments.has("--json") else {
            let items = jobs.map { String(decoding: JobView.json(of: $0, callbacks: nil), as: UTF8.self) }
            invocation.terminal.say("[" + items.joined(separator: ",\n") + "]")
            return ExitStatus.fine
        }
        let rows = jobs.map { job in
            [
                job.id.text, job.site.name, job.taskType, job.state.rawValue,
                "\(job.counters.attempts)/\(job.retry.attempts)", job.createdAt.rfc3339,
                Terminal.harmless(job.error.map { "\($0.code): \($0.message)" } ?? ""),
            ]
        }
        let header = ["ID", "SITE", "TASK", "STATE", "RUNS", "CREATED", "LAST ERROR"]
        invocation.terminal.say(TextTable(header: header, rows: rows).text)
        return ExitStatus.fine
    }

    private func show(_ store: SQLiteStore) async throws -> Int32 {
        guard arguments.rest.count == 1 else { throw UsageError("show takes one job id") }
        let text = arguments.rest[0]
        guard let id = JobID(text), let job = try await store.job(id) else {
            invocation.terminal.complain(
                "mortise jobs show: there is no job \(text); `mortise jobs list` shows the newest"
            )
            return ExitStatus.noInput
        }
        let callbacks = try await store.callbacks(of: id)
        if arguments.has("--json") {
            invocation.terminal.say(String(decoding: JobView.json(of: job, callbacks: callbacks), as: UTF8.self))
        } else {
            invocation.terminal.say(JobText(job, callbacks).text)
        }
        return ExitStatus.fine
    }
}
