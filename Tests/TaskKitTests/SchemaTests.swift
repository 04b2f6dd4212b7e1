// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

@testable import TaskKit

typealias AnyDecodable = any (Decodable & Sendable).Type

/// The schema of a type says what its decoder takes, no more and no less.
@Suite(.timeLimit(.minutes(1)))
struct SchemaTests {
    enum Tone: String, Codable, CaseIterable { case dry, warm }
    enum Level: Int, Codable, CaseIterable {
        case low = 1
        case high = 3
    }
    struct Point: Codable {
        var x: Double
        var y: Float
    }
    struct Everything: Codable {
        var flag: Bool
        var count: Int
        var byte: UInt8
        var natural: UInt
        var name: String?
        var tone: Tone
        var level: Level?
        var points: [Point]
        var tags: Set<String>?
        var table: [String: [Int]]
        var nested: Point
        var other: Point?
        enum CodingKeys: String, CodingKey {
            case flag, count, byte, natural, tone, level, points, tags, table, nested, other
            case name = "full_name"
        }
    }

    @Test func everyKindOfMemberHasItsForm() throws {
        let point =
            #"{"type":"object","required":["x","y"],"properties":{"x":{"type":"number"},"y":{"type":"number"}}}"#
        let other = point.replacing(#"{"type":"object","#, with: #"{"type":["object","null"],"#)
        let expected =
            #"{"type":"object","required":["flag","count","byte","natural","tone","points","table","nested"],"#
            + #""properties":{"flag":{"type":"boolean"},"count":{"type":"integer"},"#
            + #""byte":{"type":"integer","minimum":0,"maximum":255},"natural":{"type":"integer","minimum":0},"#
            + #""full_name":{"type":["string","null"]},"tone":{"enum":["dry","warm"]},"level":{"enum":[1,3,null]},"#
            + #""points":{"type":"array","items":\#(point)},"#
            + #""tags":{"type":["array","null"],"items":{"type":"string"}},"#
            + #""table":{"type":"object","additionalProperties":{"type":"array","items":{"type":"integer"}}},"#
            + #""nested":\#(point),"other":\#(other)}}"#
        #expect(sorted(try TypeSchema(of: Everything.self).text) == sorted(expected))
        #expect(throws: Never.self) {
            try JSONDecoder().decode(JSONValue.self, from: Data(TypeSchema(of: Everything.self).text.utf8))
        }
    }

    /// As a value, so that the order in which a compiler makes members decode themselves does not matter.
    private func sorted(_ text: String) -> JSONValue? {
        guard let value = try? JSONDecoder().decode(JSONValue.self, from: Data(text.utf8)) else { return nil }
        func ordered(_ value: JSONValue) -> JSONValue {
            switch value {
            case .object(var members):
                if case .array(let names)? = members["required"] {
                    members["required"] = .array(names.sorted { "\($0)" < "\($1)" })
                }
                return .object(members.mapValues(ordered))
            default: return value
            }
        }
        return ordered(value)
    }

    struct Row: Sendable {
        var type: AnyDecodable
        var fits: [String]
        var misfits: [String]
    }
    /// Every value that fits decodes, and every one that does not, does not. Two things that JSON Schema leaves open are
    /// not in it: numbers beyond 64 bits, and members that a type does not know, which both sides allow.
    static let table: [Row] = [
        Row(type: Bool.self, fits: ["true", "false"], misfits: ["0", "1", #""true""#, "null", "[]"]),
        Row(type: Int.self, fits: ["0", "-7", "1.0", "1e2"], misfits: ["1.5", #""1""#, "true", "null", "{}"]),
        Row(type: Int8.self, fits: ["-128", "127"], misfits: ["128", "-129", "1.5"]),
        Row(type: UInt8.self, fits: ["0", "255"], misfits: ["-1", "256"]),
        Row(type: UInt16.self, fits: ["65535"], misfits: ["65536", "-1"]),
        Row(type: Int32.self, fits: ["2147483647", "-2147483648"], misfits: ["2147483648"]),
        Row(type: UInt64.self, fits: ["18446744073709551615"], misfits: ["-1"]),
        Row(type: Double.self, fits: ["0", "1.5", "-3e8"], misfits: [#""1""#, "true", "null"]),
        Row(type: String.self, fits: [#""""#, #""ä\n""#], misfits: ["1", "null", "true", "[]"]),
        Row(type: Tone.self, fits: [#""dry""#], misfits: [#""wet""#, #""""#, "1", "null"]),
        Row(type: Level.self, fits: ["1", "3"], misfits: ["2", #""1""#, "null"]),
        Row(type: [Int].self, fits: ["[]", "[1,2]"], misfits: ["[1,null]", #"["1"]"#, "{}", "null", "1"]),
        Row(type: [Int?].self, fits: ["[1,null]"], misfits: [#"["1"]"#]),
        Row(type: Set<String>.self, fits: ["[]", #"["a"]"#, #"["a","a"]"#], misfits: ["[1]", #""a""#]),
        Row(type: [String: Int].self, fits: ["{}", #"{"a":1}"#], misfits: [#"{"a":null}"#, #"{"a":"1"}"#, "[]"]),
        Row(
            type: Point.self,
            fits: [#"{"x":1,"y":2}"#, #"{"x":1,"y":2,"z":[]}"#],
            misfits: [#"{"x":1}"#, #"{"x":1,"y":null}"#, "[]", "null"]
        ),
        Row(
            type: Everything.self,
            fits: [
                #"{"flag":true,"count":1,"byte":2,"natural":3,"tone":"dry","points":[],"table":{},"nested":{"x":1,"y":2}}"#,
                #"""
                {"flag":true,"count":1,"byte":2,"natural":3,"tone":"dry","points":[{"x":1,"y":2}],"table":{"a":[1]},
                "nested":{"x":1,"y":2},"full_name":null,"level":3,"tags":["a"],"other":null}
                """#,
            ],
            misfits: [
                #"{"flag":true,"count":1,"byte":300,"natural":3,"tone":"dry","points":[],"table":{},"nested":{"x":1,"y":2}}"#,
                #"{"flag":true,"count":1,"byte":2,"natural":3,"tone":"dry","points":[1],"table":{},"nested":{"x":1,"y":2}}"#,
                #"{"flag":true,"count":1,"byte":2,"natural":3,"tone":"dry","points":[],"table":{"a":[""]},"nested":{"x":1,"y":2}}"#,
                #"{"flag":true,"count":1,"byte":2,"natural":3,"tone":"dry","points":[],"table":{},"nested":{"x":1}}"#,
            ]
        ),
    ]

    @Test(arguments: table.indices)
    func whatDecodesFitsAndTheReverse(_ index: Int) throws {
        let row = Self.table[index]
        let schema = try TypeSchema(of: row.type)
        func decodes(_ json: String) -> Bool { (try? JSONDecoder().decode(row.type, from: Data(json.utf8))) != nil }
        func fits(_ json: String) throws -> Bool {
            try JSONDecoder().decode(JSONValue.self, from: Data(json.utf8)).misfit(to: schema) == nil
        }
        for json in row.fits {
            #expect(decodes(json), "\(row.type) does not decode \(json)")
            #expect(try fits(json), "\(json) does not fit \(schema.text)")
        }
        for json in row.misfits {
            #expect(!decodes(json), "\(row.type) decodes \(json)")
            #expect(try !fits(json), "\(json) fits \(schema.text)")
        }
    }

    // MARK: Refusals

    final class Tree: Decodable, Sendable { let children: [Tree]? }
    struct Loose: Decodable { var kind: Kind; enum Kind: String, Decodable { case a, b } }
    struct Picky: Decodable {
        init(from decoder: any Decoder) throws {
            let text = try decoder.singleValueContainer().decode(String.self)
            guard text.hasPrefix("x") else { throw TaskError(.permanent, code: "x", message: "no x") }
        }
    }
    struct Numbered: Decodable { var names: [Int: String] }
    struct Mistaken: Decodable, SchemaDescribing {
        var words: Int
        static let fieldNotes: [String: FieldNote] = ["wrods": FieldNote(range: 1...2)]
    }
    struct Mismatched: Decodable, SchemaDescribing {
        var words: Int
        static let fieldNotes: [String: FieldNote] = ["words": FieldNote(length: 1...2)]
    }
    /// Its own `try?` must not hide what the walk found.
    struct Swallowing: Decodable {
        var tree: Tree?
        enum Keys: String, CodingKey { case tree }
        init(from decoder: any Decoder) throws {
            tree = try? decoder.container(keyedBy: Keys.self).decodeIfPresent(Tree.self, forKey: .tree)
        }
    }

    @Test(
        arguments: [
            (Tree.self, "`Tree` contains itself"), (Loose.self, "the cases of `Kind` cannot be found out"),
            (Picky.self, "`Picky` does not decode from samples"), (Numbered.self, "use `String` as its key"),
            (Mistaken.self, "a field note for `wrods`"),
            (Mismatched.self, "the bounds in the field note of `Mismatched`.words"),
            (Swallowing.self, "`Tree` contains itself"),
        ] as [(AnyDecodable, String)]
    )
    func whatHasNoSchemaIsRefusedInASentence(_ type: AnyDecodable, _ words: String) {
        let error = #expect(throws: SchemaError.self) { try TypeSchema(of: type) }
        #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
    }

    // MARK: By hand

    struct Colour: Decodable, SchemaProviding {
        var name: String
        init(name: String) { self.name = name }
        init(from decoder: any Decoder) throws {
            name = try decoder.singleValueContainer().decode(String.self)
            guard name.hasPrefix("#") else { throw TaskError(.permanent, code: "colour", message: "no colour") }
        }
        static let jsonSchema = ##"{"type":"string","pattern":"^#[0-9a-f]{6}$"}"##
        static let schemaSample = Colour(name: "#000000")
    }
    struct Described: Decodable, SchemaDescribing {
        var words: Int
        var title: String?
        var colours: [Colour]
        static let fieldNotes: [String: FieldNote] = [
            "words": FieldNote("How \"long\".", range: 20...1000), "title": FieldNote(length: 1...3),
            "colours": FieldNote(count: 0...2),
        ]
    }

    @Test func notesAndSchemasByHandAreTaken() throws {
        #expect(
            try TypeSchema(of: Described.self).text
                == #"{"type":"object","required":["words","colours"],"properties":{"#
                + #""words":{"type":"integer","minimum":20,"maximum":1000,"description":"How \"long\"."},"#
                + #""title":{"type":["string","null"],"minLength":1,"maxLength":3},"#
                + ##""colours":{"type":"array","items":{"type":"string","pattern":"^#[0-9a-f]{6}$"},"##
                + #""minItems":0,"maxItems":2}}}"#
        )
    }

    @Test(
        arguments: [
            (#"{"words":20,"colours":[]}"#, nil), (##"{"words":1000,"title":"äöü","colours":["#a","#b"]}"##, nil),
            (#"{"words":19,"colours":[]}"#, "it: member `words` must be a whole number from 20 to 1000, found 19"),
            (
                #"{"words":20,"title":"","colours":[]}"#,
                "`title` must be a string of 1 to 3 characters or null, found \"\""
            ),
            (#"{"words":20,"title":"four","colours":[]}"#, "found \"four\""),
            (##"{"words":20,"colours":["#","#","#"]}"##, "`colours` must be an array of 0 to 2, found an array of 3"),
            (#"{"colours":[]}"#, "it: member `words` is missing; expected a whole number from 20 to 1000"),
            (#"{"words":20,"colours":["red"]}"#, "no colour"),
        ] as [(String, String?)]
    )
    func boundsAreCheckedAndNamed(_ json: String, _ words: String?) {
        let result = Result { () throws(TaskError) in
            try decodeJSON(Described.self, from: Array(json.utf8), code: "bad", what: "it", quotes: true)
        }
        switch (result, words) {
        case (.success, nil): break
        case (.failure(let error), let words?): #expect(error.message.contains(words), "\(error.message)")
        default: Issue.record("\(json): \(result)")
        }
    }

    /// What people wrote is not repeated in an error that may reach a log.
    @Test func wordsOfDocumentsAreNotShown() {
        let json = Array(#"{"words":"my secret","colours":[]}"#.utf8)
        let error = #expect(throws: TaskError.self) {
            try decodeJSON(Described.self, from: json, code: "bad_input", what: "the input")
        }
        #expect(error?.message.contains("found a string of 9 characters") == true, "\(error?.message ?? "")")
        #expect(error?.message.contains("secret") == false)
    }
}
