// SPDX-License-Identifier: Apache-2.0
import JSON
import Outbound
import Signing

/// Sends a signed body to a host as a site does, and prints the job's id or waits for its end.
struct SignedSend {
    private let invocation: Invocation
    private let arguments: Arguments
    private let secret: Secret
    /// Who may look at the job; nil: it is not waited for.
    private let reading: Authorization?

    /// Looks for everything before anything is sent: a job that cannot be waited for would be there all the same.
    init(_ invocation: Invocation, _ arguments: Arguments, secret: Secret) throws {
        self.invocation = invocation
        self.arguments = arguments
        self.secret = secret
        reading =
            arguments.has("--wait")
            ? try Authorization.siteOrOperator(invocation, file: arguments["--token-file"], for: "submit --wait") : nil
    }

    /// - Parameters:
    ///   - path: behind the site's.
    ///   - idName: the member of the answer that holds the job's id.
    ///   - noun: what is sent, for a sentence: `the post`.
    /// - Returns: the exit status.
    func send(_ body: [UInt8], to path: String, idName: String, noun: String) async throws -> Int32 {
        let client = try CurlClient()
        defer { client.close() }
        let host = HostCall(client: client, base: HostCall.base(arguments["--url"], invocation.environment))
        let answer = try await host.post(
            (arguments["--site"].map { "/s/\($0)" } ?? "") + path,
            body: body,
            headers: [
                ("Content-Type", "application/json"),
                ("X-AI-Signature", BodySignature.sign(body: body, secret: secret)),
            ]
        )
        guard answer.status == 200, let id = (try? JSONValue(parsing: answer.body))?.object?[idName]?.string else {
            invocation.terminal.complain(
                "mortise submit: \(host.base) refused \(noun) (\(answer.status)): \(HostCall.refusal(answer.body))"
            )
            return ExitStatus.failed
        }
        guard let reading else {
            invocation.terminal.say(arguments.has("--json") ? String(decoding: answer.body, as: UTF8.self) : id)
            return ExitStatus.fine
        }
        return try await AwaitedJob(invocation, host, reading).wait(for: id, asJSON: arguments.has("--json"))
    }
}
