// SPDX-License-Identifier: Apache-2.0
import JSON

/// What the configuration file says, key by key, each value as its variable would carry it.
struct FileValues {
    struct Value {
        var text: String
        var place: Place
    }
    /// An entry of `sites`.
    struct Site {
        var values: [String: Value] = [:]
        var place: Place
    }

    let file: String
    private(set) var host: [String: Value] = [:]
    private(set) var sites: [Site] = []
    private(set) var problems: [ConfigurationError.Problem] = []

    /// - Parameters:
    ///   - text: the file's content.
    ///   - file: its path, for sentences.
    /// - Throws: what is wrong with it as YAML; nothing can be said of its keys then.
    init(_ text: String, file: String) throws(ConfigurationError) {
        self.file = file
        let (root, found) = YAMLReader.read(text)
        problems = found.map { problem in
            ConfigurationError.Problem(
                name: "",
                place: problem.place,
                file: file,
                expected: problem.expected,
                found: "found \(problem.found)",
                remedy: problem.remedy
            )
        }
        guard let root else {
            guard problems.isEmpty else { throw ConfigurationError(problems: problems) }
            return
        }
        guard !root.isNothing else { return }
        guard case .mapping(let members) = root.content else {
            refuse("", root.place, "keys such as `listen: 127.0.0.1:8080`", root.kind, "Write `key: value`.")
            throw ConfigurationError(problems: problems)
        }
        var fromFile: [String: Value] = [:]
        for member in members where member.name == "sites" { takeSites(member.value) }
        take(members.filter { $0.name != "sites" }, Scope(Key.ofHost, label: "", more: ["sites"]), "", into: &fromFile)
        host = fromFile
    }

    /// Whether a secret is written in the file itself.
    var hasSecrets: Bool {
        func holds(_ keys: [Key], _ values: [String: Value]) -> Bool {
            keys.contains { $0.isSecret && values[$0.path] != nil }
        }
        return holds(Key.ofHost, host) || sites.contains { holds(Key.ofSite, $0.values) }
    }

    /// A file that the configuration names: a relative name begins at the configuration's own folder.
    func absolute(_ path: String) -> String {
        guard !path.hasPrefix("/"), let slash = file.lastIndex(of: "/") else { return path }
        return file[...slash] + path
    }

    /// The keys that are known in one place.
    private struct Scope {
        let keys: [String: Key]
        /// Names that have keys below them.
        let groups: Set<String>
        /// How the place is named before its keys, such as `sites[2].`.
        let label: String
        let more: [String]

        init(_ keys: [Key], label: String, more: [String] = []) {
            self.keys = Dictionary(keys.map { ($0.path, $0) }) { first, _ in first }
            groups = Set(
                keys.compactMap { key in key.path.lastIndex(of: ".").map { String(key.path[..<$0]) } }
            )
            self.label = label
            self.more = more
        }

        /// The key whose secret this path takes from a file.
        func secret(ofFile path: String) -> Key? {
            guard path.hasSuffix("_file"), let key = keys[String(path.dropLast(5))], key.isSecret else { return nil }
            return key
        }

        /// Every name that may be written below `prefix`, sorted.
        func names(below prefix: String) -> [String] {
            let paths = keys.values.flatMap { $0.isSecret ? [$0.path, $0.path + "_file"] : [$0.path] } + groups
            let here = paths.filter { $0.hasPrefix(prefix) }.map { $0.dropFirst(prefix.count) }
            return (here.filter { !$0.contains(".") }.map(String.init) + (prefix.isEmpty ? more : [])).sorted()
        }
    }

    private mutating func takeSites(_ node: YAMLNode) {
        guard !node.isNothing else { return }
        guard case .list(let entries) = node.content else {
            return refuse(
                "sites",
                node.place,
                "a list of sites",
                node.kind,
                "Begin each site with `- name: …`, one level deeper."
            )
        }
        for (index, entry) in entries.enumerated() {
            var site = Site(place: entry.place)
            guard case .mapping(let members) = entry.content else {
                refuse("sites[\(index + 1)]", entry.place, "a site's keys", entry.kind, "Write `- name: …`.")
                continue
            }
            take(members, Scope(Key.ofSite, label: "sites[\(index + 1)]."), "", into: &site.values)
            sites.append(site)
        }
    }

    private mutating func take(
        _ members: [YAMLNode.Member],
        _ scope: Scope,
        _ prefix: String,
        into values: inout [String: Value]
    ) {
        for member in members {
            let path = prefix + member.name
            let name = scope.label + path
            if scope.groups.contains(path) {
                if case .mapping(let below) = member.value.content {
                    take(below, scope, path + ".", into: &values)
                } else if !member.value.isNothing {
                    let known = scope.names(below: path + ".").joined(separator: ", ")
                    refuse(name, member.value.place, "keys below it", member.value.kind, "There are: \(known).")
                }
            } else if let key = scope.keys[path] {
                guard !member.value.isNothing, let text = text(of: member.value, key, name) else { continue }
                values[path] = Value(text: text, place: member.value.place)
            } else if scope.secret(ofFile: path) != nil {
                guard !member.value.isNothing else { continue }
                guard case .scalar(let text, _) = member.value.content else {
                    refuse(name, member.value.place, "a path", member.value.kind, "Write `\(member.name): /path`.")
                    continue
                }
                values[path] = Value(text: text, place: member.value.place)
            } else {
                refuseUnknown(member, scope, prefix)
            }
        }
    }

    /// Nil when it has the wrong shape, which is then noted.
    private mutating func text(of node: YAMLNode, _ key: Key, _ name: String) -> String? {
        switch (key.shape, node.content) {
        case (.list(let separator), .list(let elements)):
            let texts = elements.compactMap { element -> String? in
                if case .scalar(let text, _) = element.content, !element.isNothing { text } else { nil }
            }
            guard texts.count == elements.count else {
                refuse(name, node.place, key.form, "something else than texts in it", "Write one text for each entry.")
                return nil
            }
            if let bad = texts.first(where: { separator == ":" && $0.contains(":") }) {
                refuse(name, node.place, "paths without `:`", "`\(bad)`", "Rename the file.")
                return nil
            }
            return texts.joined(separator: separator)
        case (.settings, .mapping):
            for case let (task, value) in tasks(node) where value.object == nil && value != .null {
                refuse(
                    name + "." + task,
                    node.place,
                    key.form,
                    "something else than keys for task type `\(task)`",
                    "Write an object by task type."
                )
            }
            return JSONValue.object(JSONObject(tasks(node).filter { $0.1.object != nil })).text
        case (.list, _), (.settings, _), (_, .list), (_, .mapping):
            refuse(name, node.place, key.form, node.kind, "Write it as the example of `mortise config example` does.")
            return nil
        case (_, .scalar(let text, _)): return text
        }
    }

    private func tasks(_ node: YAMLNode) -> [(name: String, JSONValue)] {
        guard case .mapping(let members) = node.content else { return [] }
        return members.map { ($0.name, $0.value.json) }
    }

    private mutating func refuseUnknown(_ member: YAMLNode.Member, _ scope: Scope, _ prefix: String) {
        let known = scope.names(below: prefix)
        let elsewhere = scope.keys.keys.sorted().first { $0.hasSuffix("." + member.name) || $0 == member.name }
        let remedy =
            if let near = NearestName.of(member.name, in: known) {
                "Did you mean `\(near)`?"
            } else if let elsewhere {
                "It is known as `\(scope.label)\(elsewhere)`."
            } else {
                "Remove it, or use one of: \(known.joined(separator: ", "))."
            }
        let name = scope.label + prefix + String(member.name.prefix(64))
        refuse(name, member.place, "a known key", "`\(member.name.prefix(64))`", remedy)
    }

    private mutating func refuse(
        _ name: String,
        _ place: Place,
        _ expected: String,
        _ found: String,
        _ remedy: String
    ) {
        problems.append(
            ConfigurationError.Problem(
                name: name,
                place: place,
                file: file,
                expected: expected,
                found: "found \(found)",
                remedy: remedy
            )
        )
    }
}
