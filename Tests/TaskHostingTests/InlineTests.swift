// SPDX-License-Identifier: Apache-2.0
import Foundation
import Glibc
import Locks
import ModuleProtocol
import StandIns
import TaskHosting
import Testing
import Waiting

/// The same module in this process, driven by messages in memory: as the host runs a trusted one. Under a sanitizer
/// this is also where the host's side of every service is looked into.
@Suite(.timeLimit(.minutes(1)))
struct InlineTests {
    /// A host that only listens.
    private final class Listener: HostConnection {
        private let heard = Lock<[ModuleMessage]>([])
        func send(_ message: ModuleMessage) { heard.withLock { $0.append(message) } }

        var messages: [ModuleMessage] { heard.withLock { $0 } }

        func next<Value: Sendable>(_ name: String, _ pick: @Sendable (ModuleMessage) -> Value?) async throws -> Value {
            try await eventually(name) {
                heard.withLock { heard -> Value? in
                    for (index, message) in heard.enumerated() {
                        guard let value = pick(message) else { continue }
                        heard.remove(at: index)
                        return value
                    }
                    return nil
                }
            }
        }

        func report(of token: UInt64) async throws -> String {
            try await next("end of job \(token)") { message in
                guard case .finished(token, let end) = message else { return nil }
                guard case .succeeded(let result) = end else { return "\(end)" }
                return String(decoding: result, as: UTF8.self)
            }
        }

        func call() async throws -> UInt64 {
            try await next("call") { message in
                guard case .call(let number, _, _) = message else { return nil }
                return number
            }
        }
    }

    /// A module of its own file, since nothing that was loaded is ever loaded anew.
    private func withModule(_ body: (HostedModule, Listener) async throws -> Void) async throws {
        let listener = Listener()
        let module = HostedModule(link: listener)
        // The file is mapped for good, and may be deleted.
        try await withTestFolder { folder in try module.load(path: try makeVariant("none", in: folder)) }
        try await body(module, listener)
    }

    private func start(_ module: HostedModule, _ token: UInt64, _ script: String) throws {
        try module.handle(
            .start(
                JobStart(
                    token: token,
                    id: "job",
                    taskType: "script",
                    attempt: 1,
                    deadline: 0,
                    input: Array(script.utf8),
                    settings: []
                )
            )
        )
    }

    @Test func everyServiceGoesThereAndBack() async throws {
        try await withModule { module, listener in
            #expect(module.hello.taskTypes.count == 5)
            let memory = try SharedMemory([UInt8](repeating: 1, count: 100))
            let cases: [(String, ServiceReply, String)] = [
                (
                    "complete x",
                    .completed(CompletionReply(text: "t", model: "m", inputTokens: 1, outputTokens: 2, number: 3)),
                    "text=t"
                ),
                (
                    "embed x", .embedded(EmbedReply(dimension: 1, values: [1, 2, 3], model: "m", inputTokens: 1)),
                    "values=1,2,3,"
                ),
                ("buffer 100\nfill 2\nsum\nrelease", .buffer(memory.wire(1)), "sum=200"),
                (
                    "fetch http://e",
                    .fetched(FetchReply(status: 200, buffer: memory.wire(2), mediaType: "a/b", url: "u")), "type=a/b"
                ),
                ("store k", .stored(StoreReply(key: "k", size: 4, sha256: "ab")), "sha256=ab"),
                ("cache_get k", .cached(CacheReply(isFound: true, buffer: memory.wire(3))), "found=1"),
                ("cache_put k", .cached(CacheReply(isFound: true)), "found=1"),
                ("map part", .mapped([.succeeded(result: [0x7B, 0x7D]), .failed(.refused)]), "result={}"),
            ]
            for (index, (script, reply, expected)) in cases.enumerated() {
                for (offset, answer) in [reply, .failed(.refused), .stored(StoreReply(key: "", size: 0, sha256: ""))]
                    .enumerated()
                {
                    let token = UInt64(index * 3 + offset + 1)
                    try start(
                        module,
                        token,
                        script.split(separator: "\n").prefix(offset == 0 ? 9 : 1).joined(separator: "\n")
                    )
                    let descriptors = answer.buffer == nil ? [] : [fcntl(memory.descriptor, F_DUPFD_CLOEXEC, 10)]
                    try module.handle(.answer(call: try await listener.call(), answer), descriptors: descriptors)
                    let report = try await listener.report(of: token)
                    switch offset {
                    case 0: #expect(report.contains(expected), "\(report)")
                    case 1: #expect(report.contains("outcome=1 code=later"), "\(report)")
                    default: #expect(script.hasPrefix("store") || report.contains("code=bad_answer"), "\(report)")
                    }
                }
            }
        }
    }

    @Test func wrongArgumentsReadNothingTheyMustNot() async throws {
        try await withModule { module, listener in
            try start(module, 6, "wrong_arguments\nprogress 1 2 n\npartial x\nlog 1 x")
            let report = try await listener.report(of: 6)
            #expect(report.hasSuffix("progress=0 partial=0 log=0 "))
            #expect(report.split(separator: "\n").count > 70)
        }
    }

    /// It ends no process and closes what it was given, whatever the host says.
    @Test func aHostileHostIsRefusedOrIgnored() async throws {
        try await withModule { module, listener in
            let memory = try SharedMemory([1])
            func copies(_ count: Int) -> [Int32] {
                (0..<count).map { _ in fcntl(memory.descriptor, F_DUPFD_CLOEXEC, 10) }
            }
            try start(module, 1, "until_cancelled")
            let bad: [HostMessage] = [
                .start(
                    JobStart(token: 1, id: "", taskType: "script", attempt: 0, deadline: 0, input: [], settings: [])
                ),
                .start(
                    JobStart(token: 0, id: "", taskType: "script", attempt: 0, deadline: 0, input: [], settings: [])
                ),
                .fork,
            ]
            let ignored: [HostMessage] = [
                .cancel(token: 5), .delta(call: 7, piece: "x"), .answer(call: 7, .buffer(memory.wire(1))),
                .start(
                    JobStart(token: 9, id: "", taskType: "nothing", attempt: 0, deadline: 0, input: [], settings: [])
                ),
            ]
            for message in bad {
                let descriptors = copies(2)
                #expect(throws: FrameError.self) { try module.handle(message, descriptors: descriptors) }
                for number in descriptors { #expect(isClosed(number, memory)) }
            }
            for message in ignored {
                let descriptors = copies(3)
                #expect(throws: Never.self) { try module.handle(message, descriptors: descriptors) }
                for number in descriptors { #expect(isClosed(number, memory)) }
            }
            try module.handle(.cancel(token: 1))
            let report = try await listener.report(of: 1)
            #expect(report == "cancelled=1 ")
        }
    }

    /// Closed, or another file's by now: other tests open some at the same time.
    private func isClosed(_ number: Int32, _ memory: SharedMemory) -> Bool {
        let file = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\(number)")
        return file?.contains(memory.name) != true
    }

    @Test func twoModulesOfOneKindAreApart() async throws {
        try await withModule { first, firstListener in
            try await withModule { second, secondListener in
                try start(first, 1, "facts")
                try start(second, 1, "facts")
                for listener in [firstListener, secondListener] {
                    let report = try await listener.report(of: 1)
                    #expect(report.hasPrefix("entered=1 initialized=1 checked=1 "))
                }
            }
        }
    }
}
