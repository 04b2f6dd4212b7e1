// SPDX-License-Identifier: Apache-2.0
import Destinations
import Signing

/// Reads variables one by one and collects what is wrong with them, so that a person sees everything at once.
struct EnvironmentReader {
    typealias Problem = ConfigurationError.Problem
    private let environment: [String: String]
    private let readFile: (String) -> String?
    var problems: [Problem] = []

    init(_ environment: [String: String], readFile: @escaping (String) -> String?) {
        self.environment = environment
        self.readFile = readFile
    }

    /// Nil when it is absent or empty.
    func text(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }

    /// The content of a file; nil when it cannot be read.
    func file(_ path: String) -> String? { readFile(path) }

    mutating func refuse(_ name: String, _ trouble: String, _ remedy: String) {
        problems.append(Problem(name: name, trouble: trouble, remedy: remedy))
    }

    /// From `NAME`, or from the file that `NAME_FILE` names, whose last line break is not part of it.
    mutating func secret(_ name: String, remedy: String? = nil) -> Secret? {
        let fileName = text(name + "_FILE")
        if text(name) != nil, fileName != nil {
            refuse(name, "is set, and so is \(name)_FILE", "Set one of the two.")
            return nil
        }
        var value = text(name)
        if let fileName {
            guard let content = readFile(fileName), content.utf8.count <= 64 << 10 else {
                refuse(
                    name + "_FILE",
                    "names a file that cannot be read",
                    "Give a path, not the secret itself; check who may read it."
                )
                return nil
            }
            // "\r\n" is one character, so that it must be asked for by itself.
            let hasLineBreak = content.hasSuffix("\n") || content.hasSuffix("\r\n")
            value = hasLineBreak ? String(content.dropLast()) : content
        }
        guard let value, !value.isEmpty else {
            if let remedy { refuse(name, "is not set", remedy) }
            return nil
        }
        guard !Self.isPlaceholder(value) else {
            refuse(name, "still holds a placeholder", remedy ?? "Put the real value there.")
            return nil
        }
        return Secret(text: value)
    }

    /// The file that the variable names; no settings without it.
    mutating func settings(_ name: String) -> TaskSettings {
        guard let fileName = text(name) else { return TaskSettings() }
        guard let content = readFile(fileName) else {
            refuse(
                name,
                "names \(fileName), which cannot be read, is longer than 1 MiB, or is no UTF-8",
                "Give the path of a JSON file; check who may read it."
            )
            return TaskSettings()
        }
        do throws(SettingsProblem) {
            return try TaskSettings(content)
        } catch {
            refuse(
                name,
                "\(fileName) \(error.text)",
                #"Write an object by task type, such as {"post_summary":{"words":80}}."#
            )
            return TaskSettings()
        }
    }

    mutating func number<Number: FixedWidthInteger>(_ name: String, _ range: ClosedRange<Number>) -> Number? {
        guard let text = text(name) else { return nil }
        guard let number = Number(text), range.contains(number) else {
            refuse(name, "is \(text)", "Give a whole number from \(range.lowerBound) to \(range.upperBound).")
            return nil
        }
        return number
    }

    /// An empty list when it is not set.
    mutating func optionalAllowList(_ name: String, remedy: String) -> AllowList {
        text(name) == nil ? .empty : allowList(name, remedy: remedy)
    }

    mutating func allowList(_ name: String, remedy: String) -> AllowList {
        guard let text = text(name) else {
            refuse(name, "is not set", remedy)
            return .empty
        }
        do throws(AllowList.ParseError) {
            return try AllowList(parsing: text)
        } catch {
            refuse(name, "\(error)", remedy)
            return .empty
        }
    }

    private static func isPlaceholder(_ value: String) -> Bool {
        let value = value.lowercased()
        return value.hasPrefix("changeme") || value.hasPrefix("replace-with-") || value.hasPrefix("<")
    }
}
