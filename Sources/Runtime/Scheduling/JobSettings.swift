// SPDX-License-Identifier: Apache-2.0
import JSON

/// The settings that a module gets.
enum JobSettings {
    /// The job's own settings over those of its site: the job's members win, and objects on both sides are joined
    /// one level deep. What is no JSON object stays as it is, for the module to refuse.
    static func merged(_ settings: [UInt8], over site: JSONObject?) -> [UInt8] {
        guard let site, !site.members.isEmpty else { return settings }
        guard let own = (try? JSONValue(parsing: settings))?.object else { return settings }
        return JSONValue.object(own.over(site)).bytes
    }
}
