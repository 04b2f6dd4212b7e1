// SPDX-License-Identifier: Apache-2.0
import FoundationEssentials

/// Decodes, and says in one sentence what did not fit and where.
func decodeJSON<Value: Decodable>(
    _ type: Value.Type,
    from bytes: [UInt8],
    code: String,
    what: String
) throws(TaskError) -> Value {
    do {
        return try JSONDecoder().decode(type, from: Data(bytes))
    } catch let error as DecodingError {
        throw TaskError(.permanent, code: code, message: "\(what) did not fit: \(describe(error))")
    } catch {
        throw TaskError(.permanent, code: code, message: "\(what) cannot be read as JSON")
    }
}

private func describe(_ error: DecodingError) -> String {
    func place(_ context: DecodingError.Context, _ last: String? = nil) -> String {
        let path = (context.codingPath.map(\.stringValue) + (last.map { [$0] } ?? [])).joined(separator: ".")
        return path.isEmpty ? "the value" : "member `\(path)`"
    }
    return switch error {
    case .keyNotFound(let key, let context): "\(place(context, key.stringValue)) is missing"
    case .typeMismatch(let type, let context): "\(place(context)) is not of type \(type)"
    case .valueNotFound(let type, let context): "\(place(context)) is null instead of \(type)"
    case .dataCorrupted(let context): "\(place(context)) is malformed"
    @unknown default: "it is malformed"
    }
}
