// SPDX-License-Identifier: Apache-2.0

extension TaskSettings {
    /// A site's settings, from the configuration file, its variable or a file of its own.
    static func read(_ reader: inout SettingReader) -> TaskSettings {
        let given = reader.text(.settings)
        guard let named = reader.text(.settingsFile) else {
            return given.map { parse($0.text, .settings, $0, &reader) } ?? TaskSettings()
        }
        guard given == nil else {
            reader.refuse(
                .settingsFile,
                named,
                says: "is set, and so are settings in place",
                remedy: "Keep one of the two."
            )
            return TaskSettings()
        }
        guard let content = reader.content(of: named) else {
            reader.refuse(
                .settingsFile,
                named,
                says: "names \(named.text.prefix(200)), which cannot be read, is longer than 1 MiB, or is no UTF-8",
                remedy: "Give the path of a JSON file; check who may read it."
            )
            return TaskSettings()
        }
        return parse(content, .settingsFile, named, &reader)
    }

    private static func parse(
        _ text: String,
        _ key: Key,
        _ found: SettingReader.Found,
        _ reader: inout SettingReader
    ) -> TaskSettings {
        do throws(SettingsProblem) {
            let settings = try TaskSettings(text)
            for member in settings.suspicious {
                reader.warnings.append(
                    "\(found.origin.name): \(member) looks like a secret: modules get it, and it is kept with each job"
                )
            }
            return settings
        } catch {
            let file = key.path == Key.settingsFile.path ? "\(found.text.prefix(200)) " : ""
            reader.refuse(
                key,
                found,
                says: file + error.text,
                remedy: #"Write an object by task type, such as {"post_summary":{"words":80}}."#
            )
            return TaskSettings()
        }
    }
}
