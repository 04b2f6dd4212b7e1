// SPDX-License-Identifier: Apache-2.0
import Configuration
import Runtime
import Signing

/// The secrets that a command needs, from the same variables that the host reads.
struct SecretSource {
    private let environment: [String: String]

    init(_ environment: [String: String]) { self.environment = environment }

    func jobsSecret() throws(ConfigurationError) -> Secret {
        try HostConfiguration.secret(
            "AI_JOBS_HMAC_SECRET",
            in: environment,
            remedy: "Give the same secret that the host has; posts are signed with it.",
            readFile: SecretFile.read
        )
    }

    func sharedSecret() throws(ConfigurationError) -> Secret {
        try HostConfiguration.secret(
            "AI_SHARED_SECRET",
            in: environment,
            remedy: "Give the same secret that the host has; documents are signed with it.",
            readFile: SecretFile.read
        )
    }

    /// The token of a site, as its own program has it; the configuration has its digest alone.
    func siteToken() throws(ConfigurationError) -> Secret {
        try HostConfiguration.secret(
            "MORTISE_TOKEN",
            in: environment,
            remedy: "Give the token that `mortise keys new` printed for the site.",
            readFile: SecretFile.read
        )
    }

    /// The configured token, or the one that the host keeps in its data directory.
    func operatorToken(dataDirectory: String) -> Secret? {
        let configured = try? HostConfiguration.secret(
            "MORTISE_OPERATOR_TOKEN",
            in: environment,
            remedy: "",
            readFile: SecretFile.read
        )
        return configured ?? OperatorToken.read(dataDirectory: dataDirectory)
    }
}
