// SPDX-License-Identifier: Apache-2.0
import Destinations
import Signing

extension SettingReader {
    /// Nil when it is absent.
    mutating func text(_ key: Key) -> Found? {
        guard let found = find(key) else { return nil }
        guard !Self.isPlaceholder(found.text) else {
            refuse(key, found, says: "still holds a placeholder", remedy: "Put the real value there.")
            return nil
        }
        return found
    }

    /// - Parameter remedy: what to do where there must be one; nil: it may be absent.
    mutating func secret(_ key: Key, remedy: String? = nil) -> (secret: Secret, found: Found)? {
        let before = problems.count
        guard let found = find(key) else {
            if let remedy, problems.count == before { refuseMissing(key, remedy: remedy) }
            return nil
        }
        var value = found.text
        if found.isFile {
            guard let content = content(of: found), content.utf8.count <= 64 << 10 else {
                // Somebody may have put the secret itself there: it is not repeated.
                refuse(
                    key,
                    found,
                    says: "names a file that cannot be read",
                    remedy: "Give a path, not the secret itself; check who may read it."
                )
                return nil
            }
            guard checkExposure(ofSecretIn: found, key) else { return nil }
            // "\r\n" is one character, so that it must be asked for by itself.
            let hasLineBreak = content.hasSuffix("\n") || content.hasSuffix("\r\n")
            value = hasLineBreak ? String(content.dropLast()) : content
        }
        guard !value.isEmpty else {
            if let remedy { refuse(key, found, says: "holds nothing", remedy: remedy) }
            return nil
        }
        guard !Self.isPlaceholder(value), !value.hasPrefix("<") else {
            refuse(key, found, says: "still holds a placeholder", remedy: remedy ?? "Put the real value there.")
            return nil
        }
        return (Secret(text: value), found)
    }

    /// Nil when it is absent or wrong.
    mutating func number(_ key: Key) -> Int? {
        guard let found = text(key), case .number(let range) = key.shape else { return nil }
        guard let number = Int(found.text), range.contains(number) else {
            refuse(key, found, remedy: "Give a whole number from \(range.lowerBound) to \(range.upperBound).")
            return nil
        }
        return number
    }

    mutating func flag(_ key: Key) -> Bool {
        guard let found = text(key) else { return false }
        guard ["true", "false"].contains(found.text) else {
            refuse(key, found, remedy: "Write `true` or `false`.")
            return false
        }
        return found.text == "true"
    }

    /// Nil when it is absent or wrong.
    mutating func address(_ key: Key) -> ListenAddress? {
        guard let found = text(key) else { return nil }
        if let address = ListenAddress(found.text) { return address }
        refuse(
            key,
            found,
            remedy: "Give an address and a port, such as 127.0.0.1:8080 or [::1]:8080; port 0 takes a free one."
        )
        return nil
    }

    /// Names separated by commas.
    mutating func names(_ key: Key) -> [String] {
        (text(key)?.text ?? "").split(separator: ",").map { $0.filter { $0 != " " } }.filter { !$0.isEmpty }
    }

    /// An empty list when it is absent.
    mutating func allowList(_ key: Key, remedy: String) -> AllowList {
        guard let found = text(key) else { return .empty }
        do throws(AllowList.ParseError) {
            return try AllowList(parsing: found.text)
        } catch {
            refuse(key, found, says: "\(error)", remedy: remedy)
            return .empty
        }
    }

    /// What nobody replaced after copying an example.
    static func isPlaceholder(_ value: String) -> Bool {
        let value = value.lowercased()
        return value.hasPrefix("changeme") || value.hasPrefix("replace-with-")
    }
}
