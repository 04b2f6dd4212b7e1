// SPDX-License-Identifier: Apache-2.0
import Destinations

/// What a site needs to send documents by contract B.
extension DocumentConfiguration {
    /// Whether the site has anything of it: half of it is a mistake.
    static func isWanted(_ reader: SettingReader) -> Bool {
        reader.isSet(.sharedSecret) || reader.isSet(.callbackSecret)
    }

    /// Nil when the site has not the contract, or what is set is refused.
    /// - Parameter callbacks: the hosts that the site lists.
    static func read(
        _ reader: inout SettingReader,
        callbacks: AllowList,
        acceptsShort: Bool
    ) -> DocumentConfiguration? {
        let wantsDraft = reader.flag(.failureDraft)
        let seconds = reader.number(.documentSeconds)
        guard isWanted(reader) else { return nil }
        let before = reader.problems.count
        let secret = reader.signingSecret(.sharedSecret, acceptsShort: acceptsShort)
        let callbackSecret = reader.signingSecret(.callbackSecret, acceptsShort: acceptsShort)
        if reader.problems.count == before {
            refuseHalf(&reader, .callbackSecret, isThere: callbackSecret != nil, with: .sharedSecret)
            refuseHalf(&reader, .sharedSecret, isThere: secret != nil, with: .callbackSecret)
        }
        guard reader.problems.count == before, let secret, let callbackSecret else { return nil }
        return DocumentConfiguration(
            secret: secret,
            callbackSecret: callbackSecret,
            // A signature travels with these callbacks, and no credentials: any public receiver may have them.
            callbacks: DestinationRule(list: callbacks, unlisted: .publicUnlessListed, requiresTLS: false),
            hardTimeout: Double(seconds ?? 600),
            wantsFailureDraft: wantsDraft
        )
    }

    private static func refuseHalf(_ reader: inout SettingReader, _ key: Key, isThere: Bool, with other: Key) {
        guard !isThere, let cause = reader.find(other) else { return }
        reader.refuseMissing(
            key,
            why: "a site that sends documents needs both secrets of contract B",
            cause: cause,
            remedy: "AI_SHARED_SECRET is what the site signs its documents with, WP_CALLBACK_SECRET what the callbacks "
                + "are signed with. Set both, each also by its `_FILE`, or neither."
        )
    }
}
