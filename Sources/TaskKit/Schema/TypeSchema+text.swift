// SPDX-License-Identifier: Apache-2.0

extension TypeSchema {
    /// The schema as JSON, members in the order in which the type decodes them.
    public var text: String {
        var bounds = ""
        if let range = note?.range {
            bounds += ",\"minimum\":\(plain(range.lowerBound)),\"maximum\":\(plain(range.upperBound))"
        }
        if let length = note?.length {
            bounds += ",\"minLength\":\(length.lowerBound),\"maxLength\":\(length.upperBound)"
        }
        if let count = note?.count { bounds += ",\"minItems\":\(count.lowerBound),\"maxItems\":\(count.upperBound)" }
        if let description = note?.description { bounds += ",\"description\":\(quoted(description))" }
        switch kind {
        case .boolean: return "{\(type("boolean"))\(bounds)}"
        case .number: return "{\(type("number"))\(bounds)}"
        case .string(let more): return "{\(type("string"))\(more)\(bounds)}"
        case .integer(let minimum, let maximum):
            if note?.range == nil {
                if let minimum { bounds = ",\"minimum\":\(minimum)" + bounds }
                if let maximum { bounds = ",\"maximum\":\(maximum)" + bounds }
            }
            return "{\(type("integer"))\(bounds)}"
        case .choice(let values):
            let shown = values.map(\.text) + (isNullable ? ["null"] : [])
            return "{\"enum\":[\(shown.joined(separator: ","))]\(bounds)}"
        case .array(let items, let isUnique):
            return "{\(type("array")),\"items\":\(items.text)\(isUnique ? ",\"uniqueItems\":true" : "")\(bounds)}"
        case .dictionary(let values):
            return "{\(type("object")),\"additionalProperties\":\(values.text)\(bounds)}"
        case .object(let members):
            let required = members.filter(\.isRequired).map { quoted($0.name) }
            let properties = members.map { "\(quoted($0.name)):\($0.schema.text)" }
            return "{\(type("object"))"
                + (required.isEmpty ? "" : ",\"required\":[\(required.joined(separator: ","))]")
                + ",\"properties\":{\(properties.joined(separator: ","))}\(bounds)}"
        case .written(let text):
            guard isNullable || note?.description != nil else { return text }
            return isNullable ? "{\"anyOf\":[\(text),{\"type\":\"null\"}]\(bounds)}" : "{\"allOf\":[\(text)]\(bounds)}"
        }
    }

    private func type(_ name: String) -> String {
        isNullable ? "\"type\":[\"\(name)\",\"null\"]" : "\"type\":\"\(name)\""
    }
}

/// `20` for 20.0.
func plain(_ number: Double) -> String {
    Int64(exactly: number).map(String.init) ?? "\(number)"
}

/// A JSON string.
func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
        switch scalar {
        case "\"": result += "\\\""
        case "\\": result += "\\\\"
        case "\n": result += "\\n"
        case let control where control.value < 0x20:
            let digits = String(control.value, radix: 16)
            result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        default: result.unicodeScalars.append(scalar)
        }
    }
    return result + "\""
}

extension JSONValue {
    /// As JSON, for the values of an enumeration.
    fileprivate var text: String {
        switch self {
        case .string(let text): quoted(text)
        case .number(let number): plain(number)
        default: described(quotes: true)
        }
    }
}
