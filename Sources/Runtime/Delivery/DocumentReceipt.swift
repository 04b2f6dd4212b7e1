// SPDX-License-Identifier: Apache-2.0
import JSON

/// What contract B's receiver says of a callback that it accepted: `{"ok": true, "post_id": N}`.
enum DocumentReceipt {
    /// For the delivery log: under what number the draft is stored, or that none is, and why.
    static func note(_ body: [UInt8]) -> String {
        guard let members = try? StrictJSON.object(body) else { return "not stored: the answer is no JSON object" }
        guard members["ok"] != .bool(false) else { return "not stored: the receiver answered ok: false" }
        guard let member = members["post_id"] else { return "not stored: the answer has no post_id" }
        guard let number = member.integer else { return "not stored: the answer's post_id is no integer" }
        guard number > 0 else { return "not stored: the answer's post_id is \(number)" }
        return "stored as post \(number)"
    }
}
