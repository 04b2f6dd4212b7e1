// SPDX-License-Identifier: Apache-2.0
import Foundation
import TaskABI
import Testing
import Waiting

@testable import TaskKit

/// Every service through the ABI: what crosses, and what the task is given. Each for both kinds of task, the blocking
/// one on a thread of its own as a host would start it.
@Suite(.timeLimit(.minutes(1)))
struct ServicesTests {
    private let host = TestHost()

    /// Starts a job that wishes for a service.
    private func begin(_ task: String, _ service: Wish.Service) throws {
        try host.load(Awaiting(), Blocking(), ReadPage())
        let host = host
        // A thread, because a blocking task is back only when it has ended.
        Thread.detachNewThread {
            _ = try? host.start(1, task, input: #"{"service":"\#(service.rawValue)"}"#)
        }
    }

    private func call(_ number: Int = 0) async throws -> HostCall {
        try await eventually("call \(number)") { host.calls.count > number ? host.calls[number] : nil }
    }

    /// What the job told in the end.
    private func told() async throws -> String {
        let end = try await eventually("the job's end") { host.ended.first }
        #expect(end.outcome == MORTISE_SUCCEEDED, "\(end.code): \(end.message)")
        #expect(host.buffersOut == 0)
        return try JSONDecoder().decode(Told.self, from: Data(end.result.utf8)).told
    }

    private static let both = ["awaiting", "blocking"]

    @Test(arguments: both) func complete(_ task: String) async throws {
        try begin(task, .complete)
        let call = try await call()
        #expect(call.completion.temperature == -1)
        #expect(!call.completion.wantsPieces)
        host.answer(call, text: "Said.")
        #expect(try await told() == "Said.")
    }

    @Test(arguments: both) func piecesComeBeforeTheAnswer(_ task: String) async throws {
        try begin(task, .pieces)
        let call = try await call()
        #expect(call.completion.wantsPieces)
        host.answer(call, text: "Said.", pieces: ["Sa", "id", "."])
        #expect(try await told() == "Said.")
        #expect(host.partial == "Said.")
    }

    @Test(arguments: both) func anAttachmentIsABufferOfTheJob(_ task: String) async throws {
        try begin(task, .attachment)
        try host.answerBuffer(try await call())
        let call = try await call(1)
        #expect(call.kinds == [MORTISE_PART_INSTRUCTION, MORTISE_PART_ATTACHMENT])
        #expect(call.completion.parts.last?.mediaType == "image/png")
        #expect(call.texts.last == "a.png")
        #expect(call.completion.schema == "{}")
        let number = try #require(call.completion.parts.last?.attachment)
        #expect(host.content(mortise_text(), number, 0, of: 1).bytes == [1, 2, 3, 4])
        host.answer(call, text: "A dot.")
        #expect(try await told() == "A dot.")
    }

    @Test(arguments: both) func embed(_ task: String) async throws {
        try begin(task, .embed)
        let call = try await call()
        guard case .embed(let texts, let model) = call.request else {
            Issue.record("no embed")
            return
        }
        #expect(texts == ["a", "b"])
        #expect(model == "m")
        host.answer(call, vectors: [1, 0, 0, 0.6, 0.8, 0], dimension: 3)
        #expect(try await told() == "2 0.6")
    }

    @Test(arguments: [(3, 5), (0, 6), (4, 8)] as [(UInt32, Int)])
    func vectorsThatAreNoneAreRefused(_ dimension: UInt32, _ count: Int) async throws {
        try begin("awaiting", .embed)
        host.answer(try await call(), vectors: [Float](repeating: 0.5, count: count), dimension: dimension)
        let end = try await eventually("the job's end") { host.ended.first }
        #expect(end.code == (dimension == 4 ? "" : "bad_answer"))
    }

    @Test(arguments: both) func fetch(_ task: String) async throws {
        try begin(task, .fetch)
        let call = try await call()
        guard case .fetch(let url, let maximum, let timeout, let types) = call.request else {
            Issue.record("no fetch")
            return
        }
        #expect(url == "https://a.example/")
        #expect(maximum == 10)
        #expect(timeout == 2000)
        #expect(types == "")
        try host.answer(call, fetched: Array("<html>".utf8), type: "text/html")
        #expect(try await told().hasSuffix("<html>"))
    }

    @Test(arguments: both) func textIsStoredAsText(_ task: String) async throws {
        try begin(task, .storeText)
        let call = try await call()
        guard case .store(let key, let type, let content) = call.request else {
            Issue.record("no store")
            return
        }
        #expect(key == "a/b.txt")
        #expect(type == "text/plain")
        #expect(content == HostCall.Content(bytes: Array("hello".utf8), isBuffer: false))
        host.answerStored(call)
        #expect(try await told() == "a/b.txt")
    }

    @Test(arguments: both) func bytesAreStoredThroughABuffer(_ task: String) async throws {
        try begin(task, .storeBytes)
        try host.answerBuffer(try await call())
        let call = try await call(1)
        guard case .store(_, let type, let content) = call.request else {
            Issue.record("no store")
            return
        }
        #expect(type == "")
        #expect(content == HostCall.Content(bytes: Array("0123456789".utf8), isBuffer: true))
        host.answerStored(call)
        #expect(try await told() == "10")
    }

    @Test(
        arguments: both,
        [
            (nil, "nothing"), (HostCall.Content(bytes: Array(#"{"number":1,"text":"x"}"#.utf8), isBuffer: false), "x"),
            (HostCall.Content(bytes: Array(#"{"number":1,"text":"y"}"#.utf8), isBuffer: true), "y"),
            (HostCall.Content(bytes: Array(#"{"number":"of an older form"}"#.utf8), isBuffer: false), "nothing"),
        ] as [(HostCall.Content?, String)]
    )
    func cached(_ task: String, _ row: (HostCall.Content?, String)) async throws {
        try begin(task, .cacheHit)
        let call = try await call()
        guard case .get(let key) = call.request else {
            Issue.record("no get")
            return
        }
        #expect(key == "key")
        try host.answer(call, cached: row.0)
        #expect(try await told() == row.1)
    }

    @Test(arguments: both) func cachePut(_ task: String) async throws {
        try begin(task, .cachePut)
        let call = try await call()
        guard case .put(let key, let content) = call.request else {
            Issue.record("no put")
            return
        }
        #expect(key == "key")
        #expect(content.text == #"{"number":1,"text":"x"}"#)
        try host.answer(call, cached: HostCall.Content(bytes: [], isBuffer: false))
        #expect(try await told() == "true")
    }

    @Test(arguments: both) func bytesAreCachedThroughABuffer(_ task: String) async throws {
        try begin(task, .cacheBuffer)
        try host.answerBuffer(try await call())
        let call = try await call(1)
        guard case .put(_, let content) = call.request else {
            Issue.record("no put")
            return
        }
        #expect(content == HostCall.Content(bytes: Array("0123456789".utf8), isBuffer: true))
        try host.answer(call, cached: nil)
        #expect(try await told() == "false")
    }

    @Test(arguments: both) func partsEndEachInItsOwnWay(_ task: String) async throws {
        try begin(task, .map)
        let call = try await call()
        guard case .map(let name, let parts, let deadline, let concurrency) = call.request else {
            Issue.record("no map")
            return
        }
        #expect(name == "read_page")
        #expect(parts.map(\.input) == [#"{"number":0}"#, #"{"number":1}"#, #"{"number":2}"#])
        #expect(deadline == 0)
        #expect(concurrency == 0)
        host.answer(
            call,
            parts: [
                .success(#"{"number":0}"#),
                .failure(TestHost.PartFailure(outcome: MORTISE_POISON, code: "part_crashed")), .success(#"{"no":1}"#),
            ]
        )
        #expect(try await told() == "0 poison.part_crashed permanent.bad_result")
    }

    @Test(arguments: both) func moreThan1024PartsGoInLots(_ task: String) async throws {
        try begin(task, .mapMany)
        for (number, expected) in [1024, 6].enumerated() {
            let call = try await call(number)
            guard case .map(_, let parts, _, _) = call.request else {
                Issue.record("no map")
                return
            }
            #expect(parts.count == expected)
            host.answer(call, parts: parts.map { .success($0.input) })
        }
        #expect(try await told() == "1030 pages")
    }

    @Test(arguments: both) func whatIsSaidArrives(_ task: String) async throws {
        try begin(task, .say)
        #expect(try await told() == "said")
        #expect(host.progress == ["1/2 half"])
        #expect(host.partial == "some")
        #expect(host.lines == ["2 a line"])
    }

    @Test(arguments: both) func aNewBufferIsOfZeros(_ task: String) async throws {
        try begin(task, .buffer)
        try host.answerBuffer(try await call())
        #expect(try await told() == "3 [0, 0, 0] true")
    }

    /// A part sees which one it is, and the buffer it was given.
    @Test func aPartHasItsPlaceAndItsBuffer() async throws {
        try host.load(ReadPage())
        let status = try host.start(1, input: #"{"number":4}"#, part: (index: 4, count: 9), buffer: [1, 2, 3])
        #expect(status == MORTISE_OK)
        let end = try await eventually("the job's end") { host.ended.first }
        #expect(end.result == #"{"number":4,"text":"3 bytes, 4 of 9"}"#)
        #expect(host.buffersOut == 0)
    }

    @Test(
        arguments: [.complete, .embed, .fetch, .storeText, .cacheHit, .cachePut, .map, .buffer] as [Wish.Service],
        both
    )
    func theFailureOfAnyServiceKeepsItsClassAndWords(_ service: Wish.Service, _ task: String) async throws {
        try begin(task, service)
        host.fail(try await call(), MORTISE_RETRYABLE, code: "busy", message: "come back later", wait: 7000)
        let end = try await eventually("the job's end") { host.ended.first }
        #expect(end.outcome == MORTISE_RETRYABLE)
        #expect(end.code == "busy")
        #expect(end.message == "come back later")
        #expect(end.retryAfter == 7000)
    }

    @Test(
        arguments: [
            (.complete, MORTISE_COMPLETE_SERVICE), (.embed, MORTISE_EMBED_SERVICE), (.fetch, MORTISE_FETCH_SERVICE),
            (.storeText, MORTISE_STORE_SERVICE), (.cacheHit, MORTISE_CACHE_SERVICE), (.map, MORTISE_MAP_SERVICE),
            (.buffer, MORTISE_BUFFER_SERVICE),
        ] as [(Wish.Service, String)]
    )
    func aHostWithoutAServiceSaysSo(_ service: Wish.Service, _ id: String) async throws {
        let poor = TestHost(services: [MORTISE_JOB_SERVICE])
        try poor.load(Awaiting())
        _ = try poor.start(1, input: #"{"service":"\#(service.rawValue)"}"#)
        let end = try await eventually("the job's end") { poor.ended.first }
        #expect(end.outcome == MORTISE_PERMANENT)
        #expect(end.code == "unsupported")
        #expect(end.message.contains(id))
    }

    /// Every service of a task that declared nothing.
    private struct Undeclared: AITask {
        typealias Input = Wish
        typealias Result = Told
        static let name = "undeclared"
        static let version = "1.0.0"
        func run(_ input: Wish, in context: TaskContext) async throws -> Told {
            try await Awaiting().run(input, in: context)
        }
    }

    @Test(arguments: [.complete, .embed, .fetch, .storeText, .cacheHit, .map] as [Wish.Service])
    func aServiceThatWasNotDeclaredIsNamed(_ service: Wish.Service) async throws {
        try host.load(Undeclared())
        _ = try host.start(1, input: #"{"service":"\#(service.rawValue)"}"#)
        let end = try await eventually("the job's end") { host.ended.first }
        #expect(end.code == "not_permitted")
        #expect(end.message.contains("add it to its `capabilities`"), "\(end.message)")
    }
}
