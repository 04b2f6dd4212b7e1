// SPDX-License-Identifier: Apache-2.0
import Foundation
import Locks
import TaskABI
import Testing
import Waiting

/// The module in C, built by the line of its README, through the same host as the Swift ones.
@Suite(.timeLimit(.minutes(1)))
struct CModuleTests {
    private let host = TestHost()
    private let path: String

    init() throws { path = try Self.built.get() }

    /// Built once, in a copy of the folder beside the tests that sees the sources where the README says they are.
    private static let built = Result { try build() }

    private static func build() throws -> String {
        let files = FileManager.default
        let folder = BuiltModule.folder.appending(path: "c-module-of-the-tests")
        try? files.removeItem(at: folder)
        let copy = folder.appending(path: "Examples/CModule")
        try files.createDirectory(at: folder.appending(path: "Examples"), withIntermediateDirectories: true)
        try files.createSymbolicLink(
            at: folder.appending(path: "Sources"),
            withDestinationURL: BuiltModule.repository.appending(path: "Sources")
        )
        try files.copyItem(at: BuiltModule.repository.appending(path: "Examples/CModule"), to: copy)
        let readme = try String(contentsOf: copy.appending(path: "README.md"), encoding: .utf8)
        let line = try #require(readme.split(separator: "```sh\n").dropFirst().first?.split(separator: "```").first)
        let shell = Process()
        shell.executableURL = URL(filePath: "/bin/sh")
        shell.arguments = ["-e", "-c", String(line)]
        shell.currentDirectoryURL = copy
        let output = Pipe()
        shell.standardError = output
        try shell.run()
        let said = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        shell.waitUntilExit()
        // No warning either.
        try #require(shell.terminationStatus == 0 && said.isEmpty, "\(said)")
        return copy.appending(path: "c_example.so").path
    }

    private func load() throws { try host.load(try BuiltModule.entry(at: path)) }

    @Test func manifestSectionAndRegistrationAgree() throws {
        let json = BuiltModule.repository.appending(path: "Examples/CModule/module.json")
        try ManifestTests().check(path, json: json)
    }

    @Test(arguments: [(0x0000_000A, 0x0000_000A), (1, 8), (0x0001_0000, 0x0001_0003)] as [(UInt32, UInt32)])
    func aRefusalNamesBothSides(_ minimum: UInt32, _ maximum: UInt32) throws {
        host.host.pointee.abi_minimum = minimum
        host.host.pointee.abi_maximum = maximum
        var entered = mortise_module()
        entered.struct_size = UInt32(MemoryLayout<mortise_module>.size)
        let entry = try BuiltModule.entry(at: path)
        #expect(entry(host.host, &entered) == MORTISE_REFUSED)
        #expect(entered.refusal.copy?.contains("speaks TaskABI 0.9; this host speaks") == true)
    }

    @Test func theAsyncTaskAsksAndEndsOnce() async throws {
        try load()
        let input = #"{"other":{"text":"wrong"},"text":"A \"quoted\" te\u00e4t \ud83d\ude00\n","list":["text"]}"#
        #expect(try host.start(3, "c_title", input: input) == MORTISE_OK)
        let call = try #require(host.calls.first)
        #expect(call.kinds == [MORTISE_PART_INSTRUCTION, MORTISE_PART_DOCUMENT])
        #expect(call.texts.last == "A \"quoted\" teät 😀\n")
        #expect(call.words == 8)
        host.answer(call, text: "Line\u{1}\n\"Quote\" \\ ä😀")
        let end = try #require(host.ended.first)
        #expect(end.outcome == MORTISE_SUCCEEDED)
        struct Title: Decodable { var title: String }
        let title = try JSONDecoder().decode(Title.self, from: Data(end.result.utf8)).title
        #expect(title == "Line\u{1}\n\"Quote\" \\ ä😀")
        #expect(host.ended.count == 1)
    }

    @Test(arguments: [MORTISE_RETRYABLE, MORTISE_PERMANENT, MORTISE_CANCELLED])
    func theFailureOfTheCallIsTheJobs(_ outcome: UInt32) throws {
        try load()
        _ = try host.start(1, "c_title", input: #"{"text":"x"}"#)
        try host.cancel(1, "c_title")
        host.fail(try #require(host.calls.first), outcome, wait: 3000)
        #expect(host.ended.map(\.outcome) == [outcome])
        #expect(host.ended.first?.code == "busy")
        #expect(host.ended.first?.retryAfter == 3000)
    }

    @Test(arguments: [(MORTISE_UNAVAILABLE, MORTISE_RETRYABLE), (MORTISE_NOT_PERMITTED, MORTISE_PERMANENT)])
    func aCallThatIsNotTakenEndsTheJob(_ status: mortise_status, _ outcome: UInt32) throws {
        let host = TestHost(callStatus: status)
        try host.load(try BuiltModule.entry(at: path))
        #expect(try host.start(1, "c_title", input: #"{"text":"x"}"#) == MORTISE_OK)
        #expect(host.ended.map(\.outcome) == [outcome])
    }

    @Test(
        arguments: [
            (#"{"text":""}"#, #"{"words":0}"#), (#"{"text":"one"}"#, #"{"words":1}"#),
            (#"{"text":"  one\n two\t"}"#, #"{"words":2}"#),
            (#"{ "a" : [ "text" ] , "text" : "a b c" }"#, #"{"words":3}"#),
        ]
    )
    func theBlockingTaskHasEndedWhenItReturns(_ input: String, _ result: String) throws {
        try load()
        #expect(try host.start(1, "c_word_count", input: input) == MORTISE_OK)
        #expect(host.ended.map(\.result) == [result])
    }

    @Test(arguments: ["c_title", "c_word_count"])
    func inputThatDoesNotFitIsPermanent(_ task: String) throws {
        try load()
        for input in ["{}", #"{"text":7}"#, #"{"a":{"text":"x"}}"#] {
            _ = try host.start(1, task, input: input)
        }
        #expect(host.ended.map(\.code) == ["bad_input", "bad_input", "bad_input"])
        #expect(host.calls.isEmpty)
    }

    @Test func theBlockingTaskStopsWhenItIsCancelled() throws {
        try load()
        host.state.withLock { _ = $0.cancelled.insert(1) }
        _ = try host.start(1, "c_word_count", input: #"{"text":"one"}"#)
        #expect(host.ended.map(\.outcome) == [MORTISE_CANCELLED])
    }
}
