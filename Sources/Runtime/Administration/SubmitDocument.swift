// SPDX-License-Identifier: Apache-2.0
import JSON
import Jobs

/// `mortise submit --document URL`: contract B's request, as a site sends it.
struct SubmitDocument {
    private let invocation: Invocation
    private let arguments: Arguments
    private let document: String
    private let callback: String

    init(_ invocation: Invocation) throws(UsageError) {
        self.invocation = invocation
        arguments = try Arguments(
            invocation.words,
            options: ["--document", "--callback", "--attachment-id", "--url", "--site", "--token-file"],
            flags: ["--wait", "--json"]
        )
        guard arguments.rest.isEmpty else { throw UsageError("--document takes the URL of a file, and no file here") }
        guard let document = arguments["--document"], let callback = arguments["--callback"] else {
            throw UsageError("--callback is missing: the URL that the summary is posted to")
        }
        self.document = document
        self.callback = callback
    }

    func run() async throws -> Int32 {
        let secret = try SecretSource(invocation.environment).sharedSecret()
        let sending = try SignedSend(invocation, arguments, secret: secret)
        let body = JSONOutput.object([
            ("attachment_id", .integer(try arguments.number("--attachment-id", Int64.min...Int64.max) ?? 1)),
            ("file_url", .string(document)),
            ("site", .string(arguments["--site"] ?? "mortise submit")),
            ("callback_url", .string(callback)),
            ("ts", .integer(SystemClock().now().seconds)),
        ])
        return try await sending.send(body.bytes, to: "/api/v1/jobs", idName: "job_id", noun: "the document")
    }
}
