// SPDX-License-Identifier: Apache-2.0
import Configuration
import Runtime
import Signing

/// The secrets that a command needs, from the same variables that the host reads.
struct SecretSource {
    private let environment: [String: String]

    init(_ environment: [String: String]) { self.environment = environment }

    func jobsSecret() throws(ConfigurationError) -> Secret {
        try secret("AI_JOBS_HMAC_SECRET", remedy: "Give the same secret that the host has; posts are signed with it.")
    }

    func sharedSecret() throws(ConfigurationError) -> Secret {
        try secret("AI_SHARED_SECRET", remedy: "Give the same secret that the host has; documents are signed with it.")
    }

    /// The token of a site, as its own program has it; the configuration has its digest alone.
    func siteToken() throws(ConfigurationError) -> Secret {
        try secret("MORTISE_TOKEN", remedy: "Give the token that `mortise keys new` printed for the site.")
    }

    /// The configured token, or the one that the host keeps in its data directory.
    func operatorToken(dataDirectory: String) -> Secret? {
        let configured = try? secret("MORTISE_OPERATOR_TOKEN", remedy: "")
        return configured ?? OperatorToken.read(dataDirectory: dataDirectory)
    }

    private func secret(_ variable: String, remedy: String) throws(ConfigurationError) -> Secret {
        try HostConfiguration.secret(variable, in: environment, remedy: remedy, readFile: SecretFile.read)
    }
}
