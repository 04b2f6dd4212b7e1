// SPDX-License-Identifier: Apache-2.0
import FoundationEssentials

/// Decodes, and says in one sentence what did not fit: which member, what was expected, what was found.
/// - Parameter quotes: whether words of the value may be shown. Not those of people's documents.
func decodeJSON<Value: Decodable>(
    _ type: Value.Type,
    from bytes: [UInt8],
    code: String,
    what: String,
    quotes: Bool = false
) throws(TaskError) -> Value {
    // A type without a schema that can be found out is held to what its decoder says.
    let schema = SchemaMemory.schema(of: type)
    do {
        let value = try JSONDecoder().decode(type, from: Data(bytes))
        guard let schema, schema.saysMoreThanItsType else { return value }
        if let misfit = try JSONDecoder().decode(JSONValue.self, from: Data(bytes)).misfit(to: schema) {
            throw TaskError(.permanent, code: code, message: "\(what): \(misfit.sentence(quotes: quotes))")
        }
        return value
    } catch let error as TaskError {
        throw error
    } catch {
        let misfit = try? JSONDecoder().decode(JSONValue.self, from: Data(bytes))
        guard let misfit else {
            throw TaskError(.permanent, code: code, message: "\(what) cannot be read as JSON")
        }
        let sentence =
            schema.flatMap { misfit.misfit(to: $0) }?.sentence(quotes: quotes)
            ?? (error as? DecodingError).map(describe)
            ?? "\(TaskError(error).message)"
        throw TaskError(.permanent, code: code, message: bounded("\(what): \(sentence)", to: 2000))
    }
}

/// Encodes with members in alphabetical order, so that equal values give equal bytes.
/// - Throws: `TaskError`, permanent, `not_encodable`, naming the place.
func encodeJSON(_ value: some Encodable, what: String) throws(TaskError) -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.withoutEscapingSlashes, .sortedKeys]
    do {
        return try encoder.encode(value)
    } catch let error as EncodingError {
        guard case .invalidValue(let value, let context) = error else {
            throw TaskError(.permanent, code: "not_encodable", message: "\(what) cannot be written as JSON")
        }
        let path = dotted(context.codingPath.map(\.stringValue))
        let place = path.isEmpty ? "" : ": member `\(path)`"
        throw TaskError(
            .permanent,
            code: "not_encodable",
            message: "\(what) cannot be written as JSON\(place) holds a \(Swift.type(of: value)) that has no form there"
        )
    } catch {
        throw TaskError(error)
    }
}

/// `pages.3.text`: how places are named in sentences.
func dotted(_ path: [String]) -> String { path.joined(separator: ".") }

private func describe(_ error: DecodingError) -> String {
    func place(_ context: DecodingError.Context, _ last: String? = nil) -> String {
        let path = context.codingPath.map { $0.intValue.map(String.init) ?? $0.stringValue } + (last.map { [$0] } ?? [])
        return path.isEmpty ? "the value" : "member `\(dotted(path))`"
    }
    return switch error {
    case .keyNotFound(let key, let context): "\(place(context, key.stringValue)) is missing"
    case .typeMismatch(let type, let context): "\(place(context)) is not of type \(type)"
    case .valueNotFound(let type, let context): "\(place(context)) is null instead of \(type)"
    case .dataCorrupted(let context): "\(place(context)) is malformed"
    @unknown default: "it is malformed"
    }
}
