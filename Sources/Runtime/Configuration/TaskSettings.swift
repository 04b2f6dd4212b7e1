// SPDX-License-Identifier: Apache-2.0
public import JSON

/// What a site sets for its task types: an object for each, which lies below the settings of the single job.
public struct TaskSettings: Sendable {
    /// Bytes of the file.
    static let limit = 1 << 20
    /// Names of members that look as if a secret were in them.
    private static let secretWords = ["api_key", "apikey", "secret", "password", "passwd", "token", "credential"]

    private var byTask: [String: JSONObject] = [:]

    /// No settings.
    public init() {}

    /// The task types that something is set for.
    public var names: [String] { byTask.keys.sorted() }

    /// What is set for a task type; nil when nothing is.
    public subscript(task: String) -> JSONObject? { byTask[task] }

    /// The settings for a task type laid over a contract's own: JSON objects, UTF-8.
    public func over(_ contract: [UInt8], for task: String) -> [UInt8] {
        guard let own = byTask[task], let base = (try? JSONValue(parsing: contract))?.object else { return contract }
        return JSONValue.object(own.over(base)).bytes
    }

    /// Members that look like secrets, as `task.member`: settings are stored and shown, and modules get them.
    var suspicious: [String] {
        byTask.sorted { $0.key < $1.key }.flatMap { task, object in
            object.members.map(\.name).filter { name in
                Self.secretWords.contains { name.lowercased().hasSuffix($0) }
            }.map { "\(task).\($0)" }
        }
    }

    /// Reads a file's text.
    init(_ text: String) throws(SettingsProblem) {
        let bytes = Array(text.utf8)
        guard bytes.count <= Self.limit else {
            throw SettingsProblem(text: "is longer than \(Self.limit >> 10) KiB")
        }
        let object: JSONObject?
        do throws(JSONProblem) {
            object = try JSONValue(parsing: bytes).object
        } catch {
            throw SettingsProblem(text: "is no JSON in line \(error.line(in: bytes)): \(error.message)")
        }
        guard let object else { throw SettingsProblem(text: "is no JSON object") }
        for member in object.members {
            guard let settings = member.value.object else {
                throw SettingsProblem(text: "has something else than an object for task type `\(member.name)`")
            }
            byTask[member.name] = settings
        }
    }
}

/// What is wrong with a file of settings.
struct SettingsProblem: Error {
    let text: String
}
