// SPDX-License-Identifier: Apache-2.0
import JSON
import Jobs
import Outbound

/// A job that a person waits for: asks the host until it has ended, and prints what came of it.
struct AwaitedJob {
    private let invocation: Invocation
    private let host: HostCall
    private let authorization: Authorization

    /// - Parameter authorization: of somebody who sees the job.
    init(_ invocation: Invocation, _ host: HostCall, _ authorization: Authorization) {
        self.invocation = invocation
        self.host = host
        self.authorization = authorization
    }

    /// - Returns: the exit status: 0 when the job succeeded.
    func wait(for id: String, asJSON: Bool) async throws -> Int32 {
        var shown = ""
        while true {
            let answer = try await host.get("/v1/jobs/\(id)", headers: [authorization.header])
            guard answer.status == 200, let job = (try? JSONValue(parsing: answer.body))?.object,
                let state = job["state"]?.string
            else {
                invocation.terminal.complain(
                    "mortise submit: job \(id) was accepted, but \(host.base) does not show it (\(answer.status)): "
                        + "\(HostCall.refusal(answer.body)); ask again with `mortise jobs show \(id)`"
                )
                return ExitStatus.failed
            }
            if JobState(rawValue: state)?.isTerminal == true { return finish(job, state, asJSON ? answer.body : nil) }
            if state != shown {
                invocation.terminal.complain("\(id) \(state)")
                shown = state
            }
            try await Task.sleep(for: .milliseconds(200))
        }
    }

    private func finish(_ job: JSONObject, _ state: String, _ body: [UInt8]?) -> Int32 {
        if let body {
            invocation.terminal.say(String(decoding: body, as: UTF8.self))
        } else if state == JobState.succeeded.rawValue, let result = job["result"] {
            // What a person waits for is the text, where there is one.
            let text = ["summary", "summary_markdown", "text"].lazy.compactMap { result.object?[$0]?.string }.first
            invocation.terminal.say(Terminal.harmless(text ?? (result.object?["json"] ?? result).text))
        } else {
            let message = job["error"]?.object?["message"]?.string ?? "no reason given"
            invocation.terminal.complain("the job \(state): \(Terminal.harmless(message))")
        }
        return state == JobState.succeeded.rawValue ? ExitStatus.fine : ExitStatus.failed
    }
}
