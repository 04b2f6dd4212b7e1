// SPDX-License-Identifier: Apache-2.0
import Foundation
import JSON
import Testing

/// The JSON value itself.
@Suite(.timeLimit(.minutes(1)))
struct JSONValueTests {
    @Test(arguments: [
        "null", "true", "-0.50e+7", #""a\"\\\n\u0001é😀""#, "[]", #"[1,[2,{"a":[]}]]"#,
        #"{"b":1,"a":{"c":null}}"#,
    ])
    func isWrittenAsItWasRead(_ text: String) throws {
        let read = try value(text)
        #expect(try value(read.text) == read)
        if !text.contains("\\") { #expect(read.text == text) }
    }

    @Test func manyMembersAreFoundAndKeepTheirOrder() throws {
        var object = JSONObject((0..<100).map { ("m\($0)", .number(JSONNumber($0))) })
        #expect(object["m99"] == .number(JSONNumber(99)))
        object["m50"] = nil
        object["m7"] = .null
        #expect(object["m50"] == nil && object["m7"] == .null && object["m99"] != nil)
        #expect(object.members.map(\.name) == (0..<100).filter { $0 != 50 }.map { "m\($0)" })
    }

    @Test func oneObjectOverAnother() throws {
        let site = try #require(try value(#"{"words":80,"a":{"x":1,"y":{"p":1,"q":2}},"b":[1]}"#).object)
        let job = try #require(try value(#"{"words":20,"a":{"y":{"p":9}},"b":[2],"c":true}"#).object)
        let both = try value(#"{"words":20,"a":{"x":1,"y":{"p":9}},"b":[2],"c":true}"#)
        #expect(JSONValue.object(job.over(site)) == both)
    }

    @Test func aDocumentOfTooManyValuesIsRefused() {
        let text = "[" + String(repeating: "0,", count: StrictJSON.valueLimit) + "0]"
        #expect(throws: JSONProblem.self) { try value(text) }
    }

    @Test func problemsKnowTheirLine() {
        let text = "{\n  \"a\": 1,\n  \"b\": tru\n}"
        let problem = #expect(throws: JSONProblem.self) { try value(text) }
        #expect(problem?.line(in: Array(text.utf8)) == 3)
    }

    @Test func survivesADecoder() throws {
        let text = #"{"a":[1,2.5,true,null,"x"],"b":{"c":9007199254740993}}"#
        let decoded = try JSONDecoder().decode(JSONValue.self, from: Data(text.utf8))
        #expect(try decoded == value(text))
        let encoded = try JSONEncoder().encode(decoded)
        #expect(try JSONValue(parsing: Array(encoded)) == decoded)
    }
}
