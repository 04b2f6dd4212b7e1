// SPDX-License-Identifier: Apache-2.0
import JSON
import JSONSchema
import TaskKit

/// What the answer is to be.
enum AnswerFormat {
    case text
    case json(AnswerForm)

    /// Reads `response_format`; nil when it is not there.
    init?(_ reader: MemberReader) throws(TaskError) {
        guard let format = try reader.object("response_format") else { return nil }
        switch format["type"]?.string {
        case "text": self = .text
        case "json_object": self = .json(try AnswerForm(.object(JSONObject([("type", .string("object"))])), reader))
        case "json_schema":
            guard let named = format["json_schema"]?.object, let schema = named["schema"] else {
                throw reader.problem("response_format.json_schema.schema", "is missing: give the schema of the answer")
            }
            self = .json(try AnswerForm(schema, reader))
        default:
            throw reader.problem("response_format.type", "must be `text`, `json_object` or `json_schema`")
        }
    }
}

/// The schema that an answer is to fit, as it is checked and as the model is told.
struct AnswerForm {
    let schema: JSONSchema
    /// As JSON.
    let text: String

    init(_ value: JSONValue, _ reader: MemberReader) throws(TaskError) {
        do throws(SchemaProblem) {
            schema = try JSONSchema(value)
        } catch {
            throw TaskError(
                .permanent,
                code: "bad_schema",
                message: "\(reader.prefix)`response_format` cannot be used: \(error)"
            )
        }
        text = value.text
    }
}
