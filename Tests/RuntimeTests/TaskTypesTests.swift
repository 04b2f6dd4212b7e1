// SPDX-License-Identifier: Apache-2.0
import Gateway
import JSON
import JSONSchema
import Jobs
import ModuleProtocol
import Modules
import Testing

@testable import Runtime

/// What senders may ask for, from what modules registered.
@Suite(.timeLimit(.minutes(1)))
struct TaskTypesTests {
    private func type(
        _ name: String,
        input: String = "{}",
        result: String = #"{"required":["text"]}"#,
        flags: UInt64 = 0,
        deadline: UInt64 = 0,
        attempts: UInt32 = 0
    ) -> ModuleHello.TaskType {
        ModuleHello.TaskType(
            name: name,
            version: "1.0.0",
            inputSchema: input,
            resultSchema: result,
            capabilities: 0,
            flags: flags,
            defaultDeadline: deadline,
            defaultAttempts: attempts
        )
    }

    @Test func partsAreCheckedButNotOffered() throws {
        var types = TaskTypes()
        try types.add([type("whole"), type("page", flags: 1), type("cached", flags: 2)], of: "m 1")
        #expect(types.offers.keys.sorted() == ["cached", "whole"])
        #expect(types.names == ["whole", "page", "cached"])
        #expect(types.result(of: "page")?.violations(in: .object(JSONObject())).isEmpty == false)
        #expect(types.result(of: "other") == nil)
    }

    @Test(arguments: [(#"{"type":"txt"}"#, "{}", "input schema of t"), ("{}", "{", "result schema of t")])
    func aSchemaThatCannotBeUsedKeepsTheModuleOut(_ input: String, _ result: String, _ words: String) {
        var types = TaskTypes()
        let error = #expect(throws: ModuleError.self) {
            try types.add([type("t", input: input, result: result)], of: "m 1.2.3")
        }
        #expect(error?.description.contains("m 1.2.3") == true)
        #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
    }

    @Test func whatAModuleDeclaresHoldsWhereTheSenderSaysNothing() throws {
        var types = TaskTypes()
        try types.add(
            [
                type("plain"), type("slow", deadline: 300_000, attempts: 2),
                type("endless", deadline: .max, attempts: .max),
            ],
            of: "m 1"
        )
        #expect(types.offers["plain"]?.retry == PostSummary.retry)
        let slow = try #require(types.offers["slow"]?.retry)
        #expect((slow.attempts, slow.softTimeout, slow.hardTimeout) == (2, 300, 360))
        let endless = try #require(types.offers["endless"]?.retry)
        #expect((endless.attempts, endless.softTimeout) == (100, 86_400))
    }
}
