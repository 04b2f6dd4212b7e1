// SPDX-License-Identifier: Apache-2.0
import Foundation
import ModuleProtocol
import StandIns
import Testing

/// From the file to `ready`, or to a sentence that says why not.
@Suite(.timeLimit(.minutes(1)))
struct LoadTests {
    @Test func aModuleSaysEverythingOfItself() async throws {
        let process = try await Launch().start()
        let (_, _, hello) = try await process.ready()
        #expect(hello.name == "contract")
        #expect(hello.version == "1.0.0")
        #expect(hello.abi == 9)
        #expect(hello.taskTypes.map(\.name) == ["script", "bare", "waiting", "part", "quick"])
        let script = try #require(hello.taskTypes.first)
        #expect(
            script
                == ModuleHello.TaskType(
                    name: "script",
                    version: "1.2.3",
                    inputSchema: "{\"in\":1}",
                    resultSchema: "{\"out\":1}",
                    capabilities: 0x3F,
                    execution: 2,
                    // An unknown bit is ignored.
                    flags: 2,
                    defaultDeadline: 5000,
                    defaultAttempts: 4,
                    concurrency: 16
                )
        )
        #expect(hello.taskTypes.filter(\.isPart).map(\.name) == ["part"])
        #expect(hello.taskTypes.filter(\.isBlocking).map(\.name) == ["script", "bare", "part"])
        let report = try await process.run("facts\nregister")
        // What was registered after `init` is refused.
        #expect(report == "entered=1 initialized=1 checked=1 magic=1 abi=9..9 size=56 name=mortise register=2 ")
        await process.close()
    }

    @Test(arguments: [
        ("refuses", "wants a host of 0.8"),
        ("wrong_abi", "speaks TaskABI 0.8; this host speaks 0.9"),
        ("no_name", "no name, no version or no init"),
        ("no_version", "no name, no version or no init"),
        ("no_init", "no name, no version or no init"),
        ("init_fails", "the licence has run out"),
        ("no_types", "registered no task type"),
        ("small_struct", "task type quick: its struct_size is 104; TaskABI 0.9 needs 128"),
        ("bad_name", "Quick"),
        ("long_name", "at most 64 bytes"),
        ("bad_class", "quick: execution class 3"),
        ("no_start", "task type quick: its version, a schema, `start`"),
        ("no_schema", "task type quick: its version, a schema, `start`"),
        ("not_utf8", "task type quick: its version, a schema, `start`"),
        ("twice", "quick is registered twice"),
        ("too_many", "is one too many"),
        ("check_refuses", "no language data for Klingon"),
        ("check_small", "mortise.check/0-draft"),
    ])
    func aBreachIsRefusedInASentence(_ variant: String, _ sentence: String) async throws {
        try await withTestFolder { folder in
            let process = try await Launch(module: try makeVariant(variant, in: folder)).start()
            let error = await #expect(throws: ProcessTrouble.self) { try await process.ready() }
            #expect(error?.description.contains(sentence) == true, "\(String(describing: error))")
            try await process.expectEnd(1 << 8)
            await process.close()
        }
    }

    @Test func aModuleWithoutACheckIsReady() async throws {
        try await withTestFolder { folder in
            try await withProcess(Launch(module: try makeVariant("no_check", in: folder))) { process in
                let report = try await process.run("facts")
                #expect(report.contains("checked=0"))
            }
        }
    }

    @Test func whatIsNoModuleIsRefused() async throws {
        try await withTestFolder { folder in
            let text = folder + "/text.so"
            try Data("no library".utf8).write(to: URL(filePath: text))
            for (path, sentence) in [(text, "cannot be loaded"), ("/lib/x86_64-linux-gnu/libm.so.6", "no task module")]
            where FileManager.default.fileExists(atPath: path) {
                let process = try await Launch(module: path).start()
                let error = await #expect(throws: ProcessTrouble.self) { try await process.ready() }
                #expect(error?.description.contains(sentence) == true, "\(String(describing: error))")
                await process.close()
            }
        }
    }

    @Test(arguments: ["worker", "template"])
    func aSwiftModuleIsReadyInEachRole(_ role: String) async throws {
        try await withProcess(Launch(module: Built.summarize, role: role)) { process in
            guard role == "template" else { return #expect(process.isAlive) }
            let copy = try await process.fork()
            _ = try await copy.ready()
            await copy.close()
        }
    }
}
