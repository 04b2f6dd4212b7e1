// SPDX-License-Identifier: Apache-2.0

/// `mortise jobs …`: what is only read comes from the data directory, whether the host runs or not; what is changed or
/// followed is asked of the running host.
struct JobsCommand {
    private enum Verb {
        case list(JobsList)
        case show(JobsShow)
        case change(JobsChange)
        case tail(JobsTail)
    }
    private let verb: Verb

    init(_ invocation: Invocation) throws(UsageError) {
        let entry = try CommandTable.entry("jobs", verb: invocation.words.first)
        let arguments = try entry.arguments(invocation.words.dropFirst())
        switch entry.words[1] {
        case "list": verb = .list(try JobsList(invocation, arguments))
        case "show": verb = .show(try JobsShow(invocation, arguments))
        case "tail": verb = .tail(try JobsTail(invocation, arguments))
        case let name: verb = .change(try JobsChange(invocation, arguments, name))
        }
    }

    func run() async throws -> Int32 {
        switch verb {
        case .list(let list): try await list.run()
        case .show(let show): try await show.run()
        case .change(let change): try await change.run()
        case .tail(let tail): try await tail.run()
        }
    }
}
