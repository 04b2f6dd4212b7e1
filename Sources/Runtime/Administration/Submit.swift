// SPDX-License-Identifier: Apache-2.0
import Configuration
import Destinations
import FoundationEssentials
import Jobs
import Outbound
import Runtime
import Signing

/// `mortise submit`: contract A's request, as a site sends it.
struct Submit {
    private struct Post: Encodable {
        var postId: Int64
        var title: String
        var content: String
        var callbackUrl: String
        var timestamp: Int64
        var jobId: String?
    }
    private struct Accepted: Decodable { var id: String }
    private struct Refused: Decodable { var error: String }

    private let invocation: Invocation
    private let arguments: Arguments
    private let file: String
    private let callback: String

    init(_ invocation: Invocation) throws(UsageError) {
        self.invocation = invocation
        arguments = try Arguments(
            invocation.words,
            options: ["--callback", "--title", "--post-id", "--job-id", "--url", "--site"],
            flags: ["--wait", "--json"]
        )
        guard arguments.rest.count == 1 else { throw UsageError("takes one file, or `-` for standard input") }
        file = arguments.rest[0]
        guard let callback = arguments["--callback"] else {
            throw UsageError("--callback is missing: the URL that the summary is posted to")
        }
        self.callback = callback
    }

    func run() async throws -> Int32 {
        let secrets = SecretSource(invocation.environment)
        let secret = try secrets.jobsSecret()
        guard let content = SecretFile.text(file, limit: 8 << 20) else {
            invocation.terminal.complain("mortise submit: \(file) cannot be read, is larger than 8 MiB, or is no UTF-8")
            return ExitStatus.noInput
        }
        let post = Post(
            postId: try arguments.number("--post-id", Int64.min...Int64.max) ?? 1,
            title: arguments["--title"] ?? file.split(separator: "/").last.map(String.init) ?? "",
            content: content,
            callbackUrl: callback,
            timestamp: SystemClock().now().seconds,
            jobId: arguments["--job-id"]
        )
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        let body = Array(try encoder.encode(post))
        let client = try CurlClient()
        defer { client.close() }
        let base = base()
        let answer = try await HostCall(client: client, base: base).post(
            (arguments["--site"].map { "/s/\($0)" } ?? "") + "/jobs",
            body: body,
            headers: [
                ("Content-Type", "application/json"),
                ("X-AI-Signature", BodySignature.sign(body: body, secret: secret)),
            ]
        )
        guard answer.status == 200, let accepted = try? JSONDecoder().decode(Accepted.self, from: Data(answer.body))
        else {
            let reason = (try? JSONDecoder().decode(Refused.self, from: Data(answer.body)))?.error
            invocation.terminal.complain(
                "mortise submit: \(base) refused the post (\(answer.status)): \(Terminal.harmless(reason ?? "no reason given"))"
            )
            return ExitStatus.failed
        }
        guard arguments.has("--wait") else {
            invocation.terminal.say(
                arguments.has("--json") ? String(decoding: answer.body, as: UTF8.self) : accepted.id
            )
            return ExitStatus.fine
        }
        return try await wait(for: accepted.id, client: client, base: base)
    }

    private func base() -> String {
        if let url = arguments["--url"] { return url.hasSuffix("/") ? String(url.dropLast()) : url }
        return "http://" + (invocation.environment["MORTISE_LISTEN"] ?? "127.0.0.1:8080")
    }

    /// Asks for the job until it has ended.
    private func wait(for id: String, client: CurlClient, base: String) async throws -> Int32 {
        let folder = HostConfiguration.dataDirectory(invocation.environment, facts: invocation.facts) ?? ""
        guard let token = SecretSource(invocation.environment).operatorToken(dataDirectory: folder) else {
            throw UsageError("--wait needs MORTISE_OPERATOR_TOKEN, or the MORTISE_DATA of the host to read it from")
        }
        let text = token.reveal()
        let host = HostCall(client: client, base: base)
        var shown = ""
        while true {
            let answer = try await host.get("/v1/jobs/\(id)", headers: [("Authorization", "Bearer \(text)")])
            guard answer.status == 200, let job = try? JSONDecoder().decode(WaitedJob.self, from: Data(answer.body))
            else {
                invocation.terminal.complain(
                    "mortise submit: \(base) answered \(answer.status) when asked for job \(id)"
                )
                return ExitStatus.failed
            }
            if JobState(rawValue: job.state)?.isTerminal == true { return finish(job, answer.body) }
            if job.state != shown {
                invocation.terminal.complain("\(id) \(job.state)")
                shown = job.state
            }
            try await Task.sleep(for: .milliseconds(200))
        }
    }

    private func finish(_ job: WaitedJob, _ body: [UInt8]) -> Int32 {
        if arguments.has("--json") {
            invocation.terminal.say(String(decoding: body, as: UTF8.self))
        } else if let summary = job.result?.summary {
            invocation.terminal.say(Terminal.harmless(summary))
        } else {
            invocation.terminal.complain(
                "the job \(job.state): \(Terminal.harmless(job.error?.message ?? "no reason given"))"
            )
        }
        return job.state == "succeeded" ? ExitStatus.fine : ExitStatus.failed
    }
}

/// What `submit --wait` reads of a job.
private struct WaitedJob: Decodable {
    struct Result: Decodable { var summary: String? }
    struct Failure: Decodable { var message: String }
    var state: String
    var result: Result?
    var error: Failure?
}
