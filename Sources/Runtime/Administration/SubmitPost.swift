// SPDX-License-Identifier: Apache-2.0
import FoundationEssentials
import Jobs

/// `mortise submit FILE`: contract A's request, as a site sends it.
struct SubmitPost {
    private struct Post: Encodable {
        var postId: Int64
        var title: String
        var content: String
        var callbackUrl: String
        var timestamp: Int64
        var jobId: String?
    }

    private let invocation: Invocation
    private let arguments: Arguments
    private let file: String
    private let callback: String

    init(_ invocation: Invocation) throws(UsageError) {
        self.invocation = invocation
        arguments = try Arguments(
            invocation.words,
            options: ["--callback", "--title", "--post-id", "--job-id", "--url", "--site", "--token-file"],
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
        let secret = try SecretSource(invocation.environment).jobsSecret()
        let sending = try SignedSend(invocation, arguments, secret: secret)
        let content: String
        do throws(SecretFile.Unreadable) {
            content = try SecretFile.reading(file, limit: 8 << 20)
        } catch {
            invocation.terminal.complain("mortise submit: \(error)")
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
        return try await sending.send(body, to: "/jobs", idName: "id", noun: "the post")
    }
}
