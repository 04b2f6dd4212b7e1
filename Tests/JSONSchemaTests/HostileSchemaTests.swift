// SPDX-License-Identifier: Apache-2.0
import JSON
import Testing

@testable import JSONSchema

/// Schemas and values that were made to take for ever, or the whole stack. Where work is bounded, the tests bound it
/// closer than a host does: they share their threads with others.
@Suite(.timeLimit(.minutes(1)))
struct HostileSchemaTests {
    private static let steps = 200_000

    @Test(arguments: [
        ##"{"$ref":"#"}"##, ##"{"allOf":[{"$ref":"#"}]}"##, ##"{"not":{"anyOf":[{"$ref":"#"}]}}"##,
        ##"{"$defs":{"a":{"$ref":"#/$defs/b"},"b":{"if":{"$ref":"#/$defs/a"}}},"$ref":"#/$defs/a"}"##,
    ])
    func aSchemaThatOnlyRefersToItselfIsRefused(_ text: String) {
        let problem = #expect(throws: SchemaProblem.self) { try schema(text) }
        #expect(problem?.trouble.contains("refers to itself") == true)
    }

    @Test func recursionThatGoesDeeperIsFine() throws {
        let tree = try schema(##"{"type":"object","properties":{"left":{"$ref":"#"},"right":{"$ref":"#"}}}"##)
        #expect(tree.violations(in: try value(#"{"left":{"right":{"left":{}}}}"#)).isEmpty)
        #expect(tree.violations(in: try value(#"{"left":{"right":{"left":1}}}"#)).map(\.path) == ["/left/right/left"])
    }

    @Test func deepAndHugeSchemasAreRefused() {
        let deep = String(repeating: #"{"not":"#, count: 70) + "true" + String(repeating: "}", count: 70)
        #expect(throws: SchemaProblem.self) { try schema(deep) }
        #expect(throws: SchemaProblem.self) {
            try schema(#"{"description":""# + String(repeating: "x", count: SchemaLimits.bytes) + #""}"#)
        }
        #expect(throws: SchemaProblem.self) {
            try schema(#"{"enum":["# + String(repeating: "1,", count: SchemaLimits.values) + "1]}")
        }
        // As a decoder gives it, which knows another depth.
        var value = JSONValue.bool(true)
        for _ in 0..<200 { value = .object(JSONObject([("not", value)])) }
        #expect(throws: SchemaProblem.self) { try JSONSchema(value) }
    }

    @Test func aChainOfReferencesCannotTakeTheStack() throws {
        let count = 3_000
        let links = (0..<count).map { ##""d\##($0)":{"$ref":"#/$defs/d\##($0 + 1)"}"## }
        let chain = try schema(
            ##"{"$defs":{"## + links.joined(separator: ",") + ##","d\##(count)":{}},"$ref":"#/$defs/d0"}"##
        )
        #expect(chain.violations(in: .null).first?.expected.contains("bounded work") == true)
    }

    /// Each level asks the next one twice: 2^60 ways.
    @Test func doublingWorkEnds() throws {
        let levels = (0..<60).map {
            ##""d\##($0)":{"oneOf":[{"$ref":"#/$defs/d\##($0 + 1)"},{"$ref":"#/$defs/d\##($0 + 1)"}]}"##
        }
        let schema = try schema(
            ##"{"$defs":{"## + levels.joined(separator: ",") + ##","d60":{"type":"null"}},"$ref":"#/$defs/d0"}"##
        )
        #expect(schema.violations(in: .null, steps: Self.steps).last?.found.contains("too long") == true)
    }

    @Test(arguments: ["^(a+)+$", "^(a|a)*$", "^(a|aa)+$", "^(.*a){12}$", "(x+x+)+y", "^(([a-z])+.)+[A-Z]([a-z])+$"])
    func patternsThatExplodeElsewhereEnd(_ pattern: String) throws {
        let schema = try JSONSchema(.object(JSONObject([("pattern", .string(pattern))])))
        // Where going back would take 2^2000 steps, one pass takes a few for each character and place.
        let text = String(repeating: "a", count: 2_000) + "!"
        let found = schema.violations(in: .string(text), steps: Self.steps)
        #expect(found.first?.expected.contains("matches") == true, "\(found)")
    }

    @Test func aPatternThatWouldFillMemoryIsRefused() {
        #expect(throws: SchemaProblem.self) { try schema(#"{"pattern":"((a{1000}){1000}){1000}"}"#) }
        #expect(throws: SchemaProblem.self) {
            try schema(#"{"pattern":""# + String(repeating: "(", count: 5000) + #""}"#)
        }
    }

    @Test func comparingLargeValuesIsWorkToo() throws {
        let checks = (0..<2_000).map { _ in #"{"not":{"uniqueItems":true}}"# }.joined(separator: ",")
        let schema = try schema(#"{"anyOf":["# + checks + "]}")
        let large = JSONValue.array((0..<5_000).map { .number(JSONNumber(Int64($0))) })
        #expect(schema.violations(in: large, steps: Self.steps).last?.found.contains("too long") == true)
    }
}
