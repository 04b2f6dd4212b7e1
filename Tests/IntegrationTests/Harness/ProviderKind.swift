// SPDX-License-Identifier: Apache-2.0

/// The wire formats that a host can be told to speak to the stand-in for the vendors.
enum ProviderKind {
    static let all = ["openai", "openai-responses", "anthropic"]
    static let key = "sk-test-4711"

    /// The variables of a host that asks the stand-in on this port, as fast as it can.
    static func environment(_ kind: String, port: Int) -> [String: String] {
        let vendor = kind == "anthropic" ? "ANTHROPIC" : "OPENAI"
        let path = kind == "anthropic" ? "" : "/v1"
        return [
            "MORTISE_PROVIDER": kind, "MORTISE_JOBS_PER_MINUTE": "0", "\(vendor)_API_KEY": key,
            "\(vendor)_BASE_URL": "http://127.0.0.1:\(port)\(path)",
        ]
    }
}
