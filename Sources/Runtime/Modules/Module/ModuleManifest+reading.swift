// SPDX-License-Identifier: Apache-2.0
import FoundationEssentials

/// From its JSON text. Every breach is a sentence that names the member.
extension ModuleManifest {
    /// Bytes of the text at most.
    static let sizeLimit = 64 << 10

    private struct Head: Decodable { var manifest: Int }

    fileprivate struct Body: Decodable {
        struct Task: Decodable {
            var name: String
            var version: String
            var execution: String
            var capabilities: [String]
            var flags: [String]
        }
        var name: String
        var version: String
        var abi: [String]
        var license: String
        var inline: String
        var sharing: String
        var libraries: [String]
        var files: [String]?
        var tasks: [Task]
    }

    /// - Parameter bytes: the section's; zero bytes behind the text are no part of it.
    init(parsing bytes: ArraySlice<UInt8>) throws(ModuleError) {
        let text = Data(bytes.prefix(bytes.lastIndex { $0 != 0 }.map { $0 - bytes.startIndex + 1 } ?? 0))
        guard text.count <= Self.sizeLimit else {
            throw ModuleError("its manifest has \(text.count) bytes; \(Self.sizeLimit) are allowed")
        }
        let head: Head = try Self.decode(text)
        guard head.manifest == Self.version else {
            throw ModuleError("its manifest is of version \(head.manifest); this host knows version \(Self.version)")
        }
        let body: Body = try Self.decode(text)
        name = try Self.word(body.name, "name")
        version = try Self.word(body.version, "version")
        license = try Self.word(body.license, "license")
        abi = try Self.range(body.abi)
        allowsInline = try Self.choice(body.inline, "inline", yes: "allowed", no: "never")
        allowsSharing = try Self.choice(body.sharing, "sharing", yes: "all", no: "site")
        guard body.libraries.count <= 32 else { throw Self.breach("libraries", "has more than 32 entries") }
        libraries = []
        for library in body.libraries {
            guard !library.contains("/") else { throw Self.breach("libraries", "holds a path: \(Self.shown(library))") }
            libraries.append(try Self.word(library, "libraries"))
        }
        files = try Self.paths(body.files ?? [])
        tasks = []
        for task in body.tasks { tasks.append(try Task(task)) }
        guard (1...32).contains(tasks.count) else { throw Self.breach("tasks", "has \(tasks.count) entries; 1 to 32") }
        guard Set(tasks.map(\.name)).count == tasks.count else { throw Self.breach("tasks", "names one twice") }
    }

    private static func decode<Value: Decodable>(_ text: Data) throws(ModuleError) -> Value {
        do {
            return try JSONDecoder().decode(Value.self, from: text)
        } catch DecodingError.keyNotFound(let key, let context) {
            let path = (context.codingPath + [key]).map(\.stringValue).joined(separator: ".")
            throw ModuleError("its manifest has no member `\(shown(path))`")
        } catch DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context) {
            let path = context.codingPath.map(\.stringValue).joined(separator: ".")
            throw ModuleError("its manifest's member `\(shown(path))` is of the wrong kind")
        } catch {
            throw ModuleError("its manifest is no JSON object")
        }
    }

    fileprivate static func word(_ text: String, _ member: String) throws(ModuleError) -> String {
        guard (1...128).contains(text.utf8.count),
            text.unicodeScalars.allSatisfy({ $0.value > 0x20 && $0.value != 0x7F })
        else { throw breach(member, "is \(shown(text)); 1 to 128 bytes without white space are allowed") }
        return text
    }

    private static func paths(_ paths: [String]) throws(ModuleError) -> [String] {
        guard paths.count <= 16 else { throw breach("files", "has more than 16 entries") }
        for path in paths {
            _ = try word(path, "files")
            let parts = path.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
            guard path.hasPrefix("/"), !parts.contains(where: { ["", ".", ".."].contains($0) }) else {
                throw breach(
                    "files",
                    "holds \(shown(path)); paths begin with `/`, do not end with one and have no `.`, `..` or `//`"
                )
            }
        }
        return paths
    }

    fileprivate static func choice(
        _ text: String,
        _ member: String,
        yes: String,
        no: String
    ) throws(ModuleError) -> Bool {
        guard text == yes || text == no else { throw breach(member, "is \(shown(text)); it is `\(yes)` or `\(no)`") }
        return text == yes
    }

    private static func range(_ texts: [String]) throws(ModuleError) -> ClosedRange<UInt32> {
        let numbers = texts.compactMap { text -> UInt32? in
            let parts = text.split(separator: ".", omittingEmptySubsequences: false).map { UInt16($0) }
            guard parts.count == 2, let major = parts[0], let minor = parts[1] else { return nil }
            return UInt32(major) << 16 | UInt32(minor)
        }
        guard numbers.count == 2, texts.count == 2, numbers[0] <= numbers[1] else {
            throw breach("abi", "is not of the form [\"0.9\", \"0.9\"], from and to")
        }
        return numbers[0]...numbers[1]
    }

    fileprivate static func breach(_ member: String, _ trouble: String) -> ModuleError {
        ModuleError("its manifest's member `\(member)` \(trouble)")
    }

    /// A stranger's word, short and without characters that do something.
    fileprivate static func shown(_ text: String) -> String {
        "`\(OutputLines.shown(Array(text.utf8.prefix(80))[...]))`"
    }
}

extension ModuleManifest.Task {
    fileprivate init(_ task: ModuleManifest.Body.Task) throws(ModuleError) {
        name = try ModuleManifest.word(task.name, "tasks.name")
        version = try ModuleManifest.word(task.version, "tasks.version")
        isBlocking = try ModuleManifest.choice(task.execution, "tasks.execution", yes: "blocking", no: "async")
        capabilities = task.capabilities
        flags = task.flags
        for (member, words, known) in [
            ("tasks.capabilities", capabilities, ModuleManifest.capabilities),
            ("tasks.flags", flags, ModuleManifest.flags),
        ] {
            if let unknown = words.first(where: { !known.contains($0) }) {
                throw ModuleManifest.breach(
                    member,
                    "names \(ModuleManifest.shown(unknown)), which this host does not know"
                )
            }
        }
    }
}
