// SPDX-License-Identifier: Apache-2.0
import Destinations
import Signing

/// What a site needs to send posts by contract A.
struct ContractASettings {
    private(set) var secret: Secret?
    private(set) var credentials: Secret?
    private(set) var callbacks = AllowList.empty

    /// - Parameter isWanted: it must be complete.
    init(_ reader: inout SettingReader, isWanted: Bool, acceptsShort: Bool) {
        callbacks = readCallbacks(&reader, isWanted: isWanted)
        guard isWanted else { return }
        secret = reader.signingSecret(
            .jobsSecret,
            acceptsShort: acceptsShort,
            remedy: "The secret that the site signs its jobs with. Make one: mortise keys new hmac"
        )
        readCredentials(&reader)
    }

    private mutating func readCredentials(_ reader: inout SettingReader) {
        guard
            let (value, found) = reader.secret(
                .callbackCredentials,
                remedy: "`username:application password` of the site's user that receives summaries; "
                    + "WordPress makes one under Users > Profile > Application Passwords."
            )
        else { return }
        let text = value.reveal()
        guard let colon = text.firstIndex(of: ":") else {
            reader.refuse(
                .callbackCredentials,
                found,
                says: "has no `:`",
                remedy: "Write it as `username:application password`."
            )
            return
        }
        guard !SettingReader.isPlaceholder(String(text[text.index(after: colon)...])) else {
            reader.refuse(
                .callbackCredentials,
                found,
                says: "still holds a placeholder",
                remedy: "Put the application password there."
            )
            return
        }
        credentials = value
    }

    private func readCallbacks(_ reader: inout SettingReader, isWanted: Bool) -> AllowList {
        let remedy =
            "List the hosts that may be sent summaries and these credentials, such as `blog.example.org, 127.0.0.1`."
        let before = reader.problems.count
        let list = reader.allowList(.callbacks, remedy: remedy)
        if isWanted, list.isEmpty, reader.problems.count == before {
            reader.refuseMissing(.callbacks, remedy: remedy)
        }
        return list
    }
}
