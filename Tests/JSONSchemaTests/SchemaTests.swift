// SPDX-License-Identifier: Apache-2.0
import JSON
import JSONSchema
import Testing

/// Compiles a schema from its text.
func schema(_ text: String) throws -> JSONSchema { try JSONSchema(parsing: Array(text.utf8)) }

/// Reads a value from its text.
func value(_ text: String) throws -> JSONValue { try JSONValue(parsing: Array(text.utf8)) }

/// What a compiled schema says, and what is refused before it can say anything.
@Suite(.timeLimit(.minutes(1)))
struct SchemaTests {
    @Test func violationsNamePlaceExpectationAndFinding() throws {
        let schema = try schema(
            """
            {"type":"object","required":["title","tags"],"additionalProperties":false,"properties":{
             "title":{"type":"string","maxLength":5},"tags":{"type":"array","items":{"enum":["a","b"]}},
             "a/b":{"type":"integer","minimum":3}}}
            """
        )
        let found = schema.violations(
            in: try value(#"{"title":"too long","tags":["a",7],"a/b":2.5,"extra":{"secret":"text"}}"#)
        )
        #expect(
            found.map(\.description) == [
                "/title: expected a string of at most 5 characters, found one of 8",
                #"/tags/1: expected one of "a", "b", found the number 7"#,
                "/a~1b: expected a whole number, found the number 2.5",
                "/a~1b: expected a number of at least 3, found the number 2.5",
                "/extra: expected no member of this name, found one",
            ]
        )
        #expect(
            schema.violations(in: try value("{}")).map(\.description) == [
                "the value: expected a member `title`, found none", "the value: expected a member `tags`, found none",
            ]
        )
        #expect(!found.contains { $0.description.contains("text") || $0.description.contains("too long") })
    }

    @Test func theOneLikelyFormSaysWhatItMisses() throws {
        let schema = try schema(#"{"anyOf":[{"type":"null"},{"type":"object","required":["id"]}]}"#)
        #expect(schema.violations(in: try value("{}")).map(\.message) == ["expected a member `id`, found none"])
        #expect(schema.violations(in: try value("1")).map(\.message).first?.contains("one of 2 forms") == true)
        #expect(schema.violations(in: .null).isEmpty)
    }

    @Test func onlyTheFirstTenAreReported() throws {
        let found = try schema(#"{"items":{"type":"string"}}"#)
            .violations(in: .array([JSONValue](repeating: .null, count: 1000)))
        #expect(found.count == SchemaLimits.violations)
    }

    @Test(arguments: [
        (#"{"properties":{"a":{"$ref":"https://example.org/a.json"}}}"#, "#/properties/a", "$ref"),
        (##"{"$ref":"#name"}"##, "#", "$ref"),
        (##"{"$ref":"#/$defs/none"}"##, "#", "nothing is there"),
        (##"{"allOf":[{"$dynamicRef":"#node"}]}"##, "#/allOf/0", "$dynamicRef"),
        (#"{"unevaluatedProperties":false}"#, "#", "unevaluatedProperties"),
        (#"{"$defs":{"x":{"unevaluatedItems":false}}}"#, "#/$defs/x", "unevaluatedItems"),
        (#"{"items":[{"type":"string"}]}"#, "#", "prefixItems"),
        (#"{"$schema":"http://json-schema.org/draft-07/schema#"}"#, "#", "dialect"),
        (#"{"properties":{"a":{"$id":"b"}}}"#, "#/properties/a", "$id"),
        (#"{"type":"text"}"#, "#", "text"), (#"{"minimum":"1"}"#, "#", "minimum"),
        (#"{"multipleOf":0}"#, "#", "multipleOf"),
        (#"{"maxLength":-1}"#, "#", "maxLength"), (#"{"properties":{"a":1}}"#, "#/properties/a", "object"),
        (#"{"pattern":"(?=a)b"}"#, "#", "look-around"), (#"{"pattern":"(a)\\1"}"#, "#", "references back"),
        (#"{"patternProperties":{"[":{}}}"#, "#", "set is not closed"), ("[]", "#", "object"), ("{", "#", "JSON"),
    ])
    func whatIsNotUnderstoodIsRefusedByNameAndPlace(_ text: String, _ place: String, _ word: String) {
        let problem = #expect(throws: SchemaProblem.self) { try schema(text) }
        #expect(problem?.place == place)
        #expect(problem?.trouble.contains(word) == true, "\(problem?.description ?? "")")
    }

    @Test func numbersAreExact() throws {
        let cents = try schema(#"{"multipleOf":0.01}"#)
        for text in ["19.99", "1e300", "0.07", "-0", "123456789012345678901234567890.12"] {
            #expect(cents.violations(in: try value(text)).isEmpty, "\(text)")
        }
        #expect(!cents.violations(in: try value("19.991")).isEmpty)
        let large = try schema(#"{"maximum":9007199254740993}"#)
        #expect(large.violations(in: try value("9007199254740993")).isEmpty)
        #expect(!large.violations(in: try value("9007199254740993.5")).isEmpty)
        #expect(try value("1e2") == value("100.0"))
        #expect(try value("1e-999999999999999999") != value("0"))
    }

    @Test func textsAreComparedByCodePoints() throws {
        let schema = try schema("{\"properties\":{\"\u{E9}\":{\"type\":\"string\"}},\"required\":[\"\u{E9}\"]}")
        #expect(schema.violations(in: try value("{\"\u{E9}\":\"\"}")).isEmpty)
        #expect(!schema.violations(in: try value("{\"e\u{301}\":\"\"}")).isEmpty)
        #expect(try value("\"\u{E9}\"") != value("\"e\u{301}\""))
    }
}
