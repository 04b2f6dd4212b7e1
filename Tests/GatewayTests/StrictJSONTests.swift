// SPDX-License-Identifier: Apache-2.0
import JSON
import Testing

@Suite(.timeLimit(.minutes(1)))
struct StrictJSONTests {
    @Test func readsTopLevelMembers() throws {
        let text = #" { "a" : "x\"\\\/\b\f\n\r\tA😀é" , "b":-12,"c":1.5e+3,"d":true,"e":null,"f":[{"a":[]},2],"g":{} } "#
        let members = try StrictJSON.object(Array(text.utf8))
        #expect(members["a"] == .string("x\"\\/\u{08}\u{0C}\n\r\tA😀é"))
        #expect(members["b"]?.integer == -12)
        #expect(members["c"] == .number("1.5e+3"))
        #expect(members["c"]?.integer == nil)
        #expect(members["d"] == .bool(true))
        #expect(members["e"] == .null)
        #expect(members["f"] == .nested)
        #expect(members["g"] == .nested)
        #expect(try StrictJSON.object(Array("{}".utf8)).isEmpty)
    }

    @Test(arguments: [
        "", " ", "null", "[]", "\"a\"", "1", "{", "{\"a\"", "{\"a\":", "{\"a\":1", "{\"a\":1,", "{\"a\":1,}", "{,}",
        "{\"a\":1}x", "{\"a\":1}{}", "{a:1}", "{'a':1}", "{\"a\" 1}", "{\"a\":01}", "{\"a\":1.}", "{\"a\":.5}",
        "{\"a\":+1}", "{\"a\":-}", "{\"a\":1e}", "{\"a\":NaN}", "{\"a\":Infinity}", "{\"a\":tru}", "{\"a\":True}",
        "{\"a\":[1,]}", "{\"a\":[1 2]}", "{\"a\":\"\n\"}", "{\"a\":\"\u{0}\"}", "{\"a\":\"\\x\"}", "{\"a\":\"\\u12\"}",
        "{\"a\":\"\\u12g4\"}", "{\"a\":\"\\ud83d\"}", "{\"a\":\"\\ud83dx\"}", "{\"a\":\"\\ud83d\\u0041\"}",
        "{\"a\":\"\\ude00\"}", "{\"a\":\"\\ude00\\ud83d\"}", "{\"a\":\"\\ud83d\\ud83d\\ude00\"}", "{\"a\":\"x}",
        "{\"a\":1,\"a\":1}", "{\"a\":1,\"\\u0061\":2}", "{\"b\":{\"a\":1,\"a\":1}}", "{\"b\":[{\"a\":1,\"a\":1}]}",
        "\u{FEFF}{}", "{\"a\":/**/1}", "{\"a\":1}//",
    ])
    func refuses(text: String) {
        #expect(throws: JSONProblem.self) { try StrictJSON.object(Array(text.utf8)) }
    }

    @Test(
        arguments: [
            [0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xC3], [0x80],
            [0xF8, 0x88, 0x80, 0x80, 0x80],
        ] as [[UInt8]]
    )
    func refusesWhatIsNotUTF8(bytes: [UInt8]) {
        let value = Array("{\"a\":\"".utf8) + bytes + Array("\"}".utf8)
        #expect(throws: JSONProblem.self) { try StrictJSON.object(value) }
        let key = Array("{\"".utf8) + bytes + Array("\":1}".utf8)
        #expect(throws: JSONProblem.self) { try StrictJSON.object(key) }
    }

    @Test func keysAreComparedAsBytes() throws {
        // Two spellings of é are two keys, as they are for every other reader.
        #expect(try StrictJSON.object(Array("{\"\u{E9}\":1,\"e\u{301}\":2}".utf8)).isEmpty == false)
    }

    @Test func depthIsBounded() throws {
        func nested(_ depth: Int) -> [UInt8] {
            Array(("{\"a\":" + String(repeating: "[", count: depth) + String(repeating: "]", count: depth) + "}").utf8)
        }
        _ = try StrictJSON.object(nested(StrictJSON.depthLimit - 1))
        for depth in [StrictJSON.depthLimit, 1_000_000] {
            #expect(throws: JSONProblem.self) { try StrictJSON.object(nested(depth)) }
        }
        let objects = Array(String(repeating: "{\"a\":", count: 500_000).utf8)
        #expect(throws: JSONProblem.self) { try StrictJSON.object(objects) }
    }

    @Test func membersAreBounded() {
        let members = (0...StrictJSON.memberLimit).map { "\"\($0)\":0" }.joined(separator: ",")
        #expect(throws: JSONProblem.self) { try StrictJSON.object(Array("{\(members)}".utf8)) }
    }

    @Test func everyCutOfADocumentIsRefused() {
        let whole = Array(#"{"a":"\ud83d\ude00é","b":[1.5,{"c":null}],"d":true}"#.utf8)
        for length in 0..<whole.count {
            #expect(throws: JSONProblem.self) { try StrictJSON.object(Array(whole[..<length])) }
        }
    }

    @Test func everyChangedByteIsReadOrRefused() {
        let whole = Array(#"{"a":"\ud83d\ude00é","b":[1.5,{"c":null}],"d":true}"#.utf8)
        for index in whole.indices {
            for byte in UInt8.min...UInt8.max {
                var changed = whole
                changed[index] = byte
                _ = try? StrictJSON.object(changed)
            }
        }
    }

    @Test func whatIsWrittenIsReadAgain() throws {
        let text = "\u{0}\u{1F}\"\\/\n\t\u{7F}\u{2028}é😀"
        let written = JSONOutput.object([("k\"", .string(text)), ("n", .integer(.min)), ("z", .null)]).bytes
        let members = try StrictJSON.object(written)
        #expect(members["k\""] == .string(text))
        #expect(members["n"]?.integer == .min)
    }
}
