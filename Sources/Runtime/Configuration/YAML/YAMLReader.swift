// SPDX-License-Identifier: Apache-2.0

/// Reads one YAML document strictly: no aliases, tags, merges or second documents, no key twice, nothing deep.
struct YAMLReader {
    /// Levels of lists and keys inside one another.
    static let depthLimit = 24
    /// Values in a document.
    static let nodeLimit = 100_000
    static let byteLimit = 1 << 20

    private let events: YAMLEvents
    private var problems: [YAMLProblem] = []
    private var nodes = 0

    /// - Returns: the document, nil when it is empty or cannot be read, and everything that is wrong with it.
    static func read(_ text: String) -> (root: YAMLNode?, problems: [YAMLProblem]) {
        let start = Place(line: 1, column: 1)
        guard text.utf8.count <= byteLimit else {
            let found = "\(text.utf8.count) bytes"
            return (nil, [YAMLProblem(place: start, expected: "at most 1 MiB", found: found, remedy: "Shorten it.")])
        }
        guard let events = YAMLEvents(text) else {
            let problem = YAMLProblem(place: start, expected: "memory", found: "none", remedy: "Free some.")
            return (nil, [problem])
        }
        var reader = YAMLReader(events)
        do throws(YAMLProblem) {
            let root = try reader.document()
            return (root, reader.problems)
        } catch {
            return (nil, reader.problems + [error])
        }
    }

    private init(_ events: YAMLEvents) { self.events = events }

    private mutating func document() throws(YAMLProblem) -> YAMLNode? {
        var root: YAMLNode?
        while true {
            let found = try events.next()
            switch found.event {
            case .end: return root
            case .documentBegins where root == nil: root = try node(try events.next(), depth: 0)
            case .documentBegins:
                throw YAMLProblem(
                    place: found.place,
                    expected: "one document",
                    found: "a second one",
                    remedy: "Remove the line `---` and what follows it."
                )
            default: break
            }
        }
    }

    private mutating func node(_ found: YAMLEvents.Found, depth: Int) throws(YAMLProblem) -> YAMLNode {
        nodes += 1
        guard depth <= Self.depthLimit, nodes <= Self.nodeLimit else {
            throw YAMLProblem(
                place: found.place,
                expected: "at most \(Self.depthLimit) levels and \(Self.nodeLimit) values",
                found: "more",
                remedy: "Flatten or shorten what is written here."
            )
        }
        refuseExtras(found)
        switch found.event {
        case .scalar(let text, let isPlain):
            return YAMLNode(content: .scalar(text, isPlain: isPlain), place: found.place)
        case .alias(let name):
            refuse(
                found.place,
                "a value",
                "the alias `*\(name.prefix(40))`",
                "Write the value out: aliases are not read."
            )
            return YAMLNode(content: .scalar("", isPlain: true), place: found.place)
        case .listBegins:
            var elements: [YAMLNode] = []
            while true {
                let next = try events.next()
                if case .collectionEnds = next.event { break }
                elements.append(try node(next, depth: depth + 1))
            }
            return YAMLNode(content: .list(elements), place: found.place)
        case .mappingBegins:
            return YAMLNode(content: .mapping(try members(depth: depth + 1)), place: found.place)
        default: return YAMLNode(content: .scalar("", isPlain: true), place: found.place)
        }
    }

    private mutating func members(depth: Int) throws(YAMLProblem) -> [YAMLNode.Member] {
        var members: [YAMLNode.Member] = []
        var lines: [String: Int] = [:]
        while true {
            let found = try events.next()
            if case .collectionEnds = found.event { return members }
            let key = try node(found, depth: depth)
            let value = try node(try events.next(), depth: depth)
            guard case .scalar(let name, _) = key.content else {
                refuse(key.place, "a key's name", key.kind, "Write `name: value`.")
                continue
            }
            if let line = lines.updateValue(key.place.line, forKey: name) {
                refuse(
                    key.place,
                    "each key once",
                    "`\(name.prefix(64))` a second time, after line \(line)",
                    "Remove one of the two."
                )
                continue
            }
            members.append(YAMLNode.Member(name: name, place: key.place, value: value))
        }
    }

    /// Anchors and tags would say something that nothing here listens to.
    private mutating func refuseExtras(_ found: YAMLEvents.Found) {
        if let anchor = found.anchor {
            refuse(found.place, "a value", "the anchor `&\(anchor.prefix(40))`", "Remove it: anchors are not read.")
        }
        if let tag = found.tag {
            refuse(found.place, "a value", "the tag `\(tag.prefix(60))`", "Remove it: tags are not read.")
        }
    }

    private mutating func refuse(_ place: Place, _ expected: String, _ found: String, _ remedy: String) {
        problems.append(YAMLProblem(place: place, expected: expected, found: found, remedy: remedy))
    }
}
