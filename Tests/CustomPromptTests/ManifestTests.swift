// SPDX-License-Identifier: Apache-2.0
import CustomPromptTask
import Foundation
import JSON
import JSONSchema
import StandIns
import Testing

/// What the module says of itself.
@Suite(.timeLimit(.minutes(1)))
struct ManifestTests {
    private static let source = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Plugins/CustomPrompt/module.json")

    @Test func manifestAndTaskAgree() throws {
        let manifest = try JSONValue(parsing: Array(Data(contentsOf: Self.source))).object
        let task = manifest?["tasks"]?.array?.first?.object
        #expect(manifest?["name"] == .string("custom_prompt"))
        #expect(manifest?["version"] == .string(CustomPrompt.version))
        #expect(task?["name"] == .string(CustomPrompt.name) && task?["version"] == .string(CustomPrompt.version))
        #expect(task?["capabilities"] == .array([.string("complete")]))
    }

    @Test func theModuleHoldsItByteForByte() throws {
        let module = URL(filePath: Built.customPrompt)
        #expect(try Data(contentsOf: module, options: .alwaysMapped).range(of: Data(contentsOf: Self.source)) != nil)
    }

    @Test(arguments: [
        (#"{"prompt":"x"}"#, true), (#"{"messages":[{"role":"user","content":"x"}],"prompt":null}"#, true),
        (#"{"prompt":"x","response_format":{"type":"json_object"},"more":1}"#, true), (#"{}"#, false),
        (#"{"prompt":7}"#, false), (#"{"messages":[{"role":"tool","content":"x"}]}"#, false),
        (#"{"prompt":"x","temperature":3}"#, false), (#"{"prompt":"x","response_format":{"type":"xml"}}"#, false),
    ])
    func theInputSchemaSaysWhatTheTaskTakes(_ input: String, _ fits: Bool) throws {
        let schema = try JSONSchema(parsing: Array(CustomPrompt.inputSchema.utf8))
        #expect(schema.violations(in: try JSONValue(parsing: Array(input.utf8))).isEmpty == fits)
    }

    @Test(arguments: [
        (#"{"text":"a","model":"m","attempts":1}"#, true), (#"{"json":{"a":1},"model":"m","attempts":3}"#, true),
        (#"{"model":"m","attempts":1}"#, false), (#"{"text":"a","json":1,"model":"m","attempts":1}"#, false),
    ])
    func theResultSchemaSaysWhatItGives(_ result: String, _ fits: Bool) throws {
        let schema = try JSONSchema(parsing: Array(CustomPrompt.resultSchema.utf8))
        #expect(schema.violations(in: try JSONValue(parsing: Array(result.utf8))).isEmpty == fits)
    }
}
