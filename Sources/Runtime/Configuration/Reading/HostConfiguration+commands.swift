// SPDX-License-Identifier: Apache-2.0
public import Signing

/// For commands that need a few values and no whole configuration.
extension HostConfiguration {
    /// The environment, with what the configuration file says of the host and of one site's secret, wherever no variable
    /// says it.
    /// - Parameter site: whose secret; nil: the only site's.
    /// - Throws: when a file that is named cannot be read as YAML. The usual one may be out of this user's reach.
    public static func environment(
        _ environment: [String: String],
        facts: MachineFacts,
        site: String?,
        readFile: (String) -> String?
    ) throws(ConfigurationError) -> [String: String] {
        let isNamed = !(environment["MORTISE_CONFIG"] ?? "").isEmpty
        if !isNamed, facts.configurationFile.flatMap(readFile) == nil { return environment }
        guard let file = try file(environment, facts, readFile) else { return environment }
        var filled = environment
        func fill(_ key: Key, _ values: [String: FileValues.Value], _ variable: String?) {
            guard let variable, filled[variable] ?? "" == "", filled[variable + "_FILE"] ?? "" == "" else { return }
            if let value = values[key.path] {
                filled[variable] = value.text
            } else if key.isSecret, let value = values[key.path + "_file"] {
                filled[variable + "_FILE"] = file.absolute(value.text)
            }
        }
        for key in Key.ofHost { fill(key, file.host, key.variable) }
        let chosen = file.sites.first { site == nil ? file.sites.count == 1 : $0.values["name"]?.text == site }
        guard let chosen else { return filled }
        for key in [Key.jobsSecret, .sharedSecret] {
            guard let variable = key.variable else { continue }
            // The variable with the site's name counts more than the file here too.
            if let name = chosen.values["name"]?.text {
                for suffix in ["", "_FILE"] {
                    let own = filled[key.variable(ofSite: name) + suffix]
                    if let own, !own.isEmpty { filled[variable + suffix] = own }
                }
            }
            fill(key, chosen.values, variable)
        }
        return filled
    }

    /// Where the data is.
    public static func dataDirectory(_ environment: [String: String], facts: MachineFacts) -> String? {
        var reader = SettingReader(environment, file: nil) { _ in nil }
        return dataDirectory(&reader, facts)
    }

    /// One secret, from a variable.
    public static func secret(
        _ name: String,
        in environment: [String: String],
        remedy: String,
        readFile: @escaping (String) -> String?
    ) throws(ConfigurationError) -> Secret {
        var reader = SettingReader(environment, file: nil, readFile: readFile)
        guard let (secret, _) = reader.secret(Key("", name, .secret, "", ""), remedy: remedy) else {
            throw ConfigurationError(problems: reader.problems)
        }
        return secret
    }
}
