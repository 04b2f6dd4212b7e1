// SPDX-License-Identifier: Apache-2.0
import Foundation
import Glibc
import ModuleProtocol
import Testing
import Waiting

/// Whatever a host sends, the process ignores it or ends by itself; it is never ended by a signal.
@Suite(.timeLimit(.minutes(1)))
struct HostileHostTests {
    /// No frame at all: exit status 70, and a line that says why.
    @Test(
        arguments: [
            [0, 0, 0, 0], [255, 255, 255, 255], [1, 0, 0, 0, 200], [2, 0, 0, 0, 2, 1],
            [9, 0, 0, 0, 1, 1, 2, 3, 4, 5, 6, 7, 8],
            [14, 0, 0, 0, 3, 1, 0, 0, 0, 0, 0, 0, 0, 99, 0, 0, 0, 0],
        ] as [[UInt8]]
    )
    func rubbishEndsItCleanly(_ bytes: [UInt8]) async throws {
        try await withProcess { process in
            process.start(1, "until_cancelled")
            process.send(bytes)
            try await process.expectEnd(70 << 8)
            try await eventually("a reason") { process.printed.contains("the host broke the protocol") }
        }
    }

    @Test(arguments: [0, 1, 2, 3, 4, 5, 60, 130])
    func aHostThatDiesInMidFrameEndsIt(_ count: Int) async throws {
        try await withProcess { process in
            let memory = try SharedMemory([1])
            let frame = HostMessage.start(
                JobStart(
                    token: 9,
                    id: "job",
                    taskType: "script",
                    attempt: 1,
                    deadline: 0,
                    input: [UInt8](repeating: 0x78, count: 100),
                    settings: [],
                    buffer: memory.wire(1)
                )
            ).encoded()
            process.start(1, "until_cancelled")
            if count > 0 { process.send(Array(frame.prefix(count)), descriptors: [memory.descriptor]) }
            process.hangUp()
            try await process.expectEnd(0)
        }
    }

    @Test func tokensAreUsedOnce() async throws {
        for token in [0, 5] as [UInt64] {
            try await withProcess { process in
                process.start(token, "until_cancelled")
                process.start(token, "until_cancelled")
                try await process.expectEnd(70 << 8)
            }
        }
        // After the job's end it may come again.
        try await withProcess { process in
            for _ in 0..<3 {
                let report = try await process.run("is_cancelled", token: 5)
                #expect(report == "cancelled=0 ")
            }
        }
    }

    @Test func answersToUnknownCallsAreDropped() async throws {
        try await withProcess { process in
            let before = try await process.run("descriptors")
            let memory = try SharedMemory([1])
            for call in [0, 1, 2, .max] as [UInt64] {
                process.send(.answer(call: call, .failed(.refused)))
                process.send(.answer(call: call, .buffer(memory.wire(1))), descriptors: [memory.descriptor])
                process.send(.delta(call: call, piece: "x"))
            }
            let after = try await process.run("descriptors", token: 2)
            #expect(after == before)
        }
    }

    /// An answer of another kind than the call's, or of another size: the module hears that it failed, and no more.
    @Test(arguments: [
        "complete x", "stream x", "embed x", "buffer 4096", "fetch https://e/", "store k", "cache_get k", "map part",
    ])
    func answersOfTheWrongKindAreFailures(_ line: String) async throws {
        let memory = try SharedMemory([1])
        let replies: [ServiceReply] = [
            .completed(CompletionReply(text: "t", model: "", inputTokens: 0, outputTokens: 0, number: 1)),
            .embedded(EmbedReply(dimension: 1, values: [1], model: "", inputTokens: 0)),
            .buffer(memory.wire(1)),
            .buffer(memory.wire(2, isWritable: false)),
            .fetched(FetchReply(status: 200, buffer: memory.wire(3), mediaType: "", url: "")),
            .stored(StoreReply(key: "k", size: 1, sha256: "")),
            .cached(CacheReply(isFound: false, data: [1])),
            .mapped([.succeeded(result: [])]),
            .mapped([]),
        ]
        try await withProcess { process in
            let own = ["complete": 0, "stream": 0, "fetch": 4, "store": 5][line.prefix { $0 != " " }.description]
            for (index, reply) in replies.enumerated() where index != own {
                let token = UInt64(index) + 1
                process.start(token, line + "\ndescriptors")
                let (number, _, _) = try await process.call()
                process.send(.answer(call: number, reply), descriptors: reply.buffer == nil ? [] : [memory.descriptor])
                let report = try await process.report(of: token)
                #expect(report.contains("outcome=2 code=bad_answer "), "\(reply): \(report)")
                #expect(report.hasSuffix("descriptors=5 "), "\(reply): \(report)")
            }
        }
    }

    @Test func aSecondAnswerIsDropped() async throws {
        try await withProcess { process in
            process.start(1, "cache_get k\nuntil_cancelled")
            let (number, _, _) = try await process.call()
            for value in ["a", "b", "c"] {
                process.send(.answer(call: number, .cached(CacheReply(isFound: true, data: Array(value.utf8)))))
            }
            process.send(.cancel(token: 1))
            let report = try await process.report(of: 1)
            #expect(report.contains("text=a "))
            #expect(!report.contains("text=b"))
        }
    }

    /// The callback comes also when the job has ended meanwhile; a buffer for such a job is closed and not handed over.
    @Test func answersToEndedJobsReachTheirCallbackWithoutABuffer() async throws {
        try await withProcess { process in
            let before = try await process.run("descriptors", token: 50)
            process.start(1, "finish_early\nbuffer 1")
            let early = try await process.report(of: 1)
            #expect(early == "early")
            // The token was spent before the call: it never reaches the host.
            let memory = try SharedMemory([1])
            process.start(2, "cache_get k")
            let (number, token, _) = try await process.call()
            #expect(token == 2)
            process.send(
                .answer(call: number, .cached(CacheReply(isFound: true, buffer: memory.wire(1)))),
                descriptors: [memory.descriptor]
            )
            _ = try await process.report(of: 2)
            let after = try await process.run("descriptors", token: 51)
            #expect(after == before)
        }
    }

    @Test func twoBuffersOfOneNumberAreABadAnswer() async throws {
        try await withProcess { process in
            let memory = try SharedMemory([1])
            process.start(1, "buffer 1\nbuffer 1\ndescriptors")
            for _ in 0..<2 {
                let (number, _, _) = try await process.call()
                process.send(.answer(call: number, .buffer(memory.wire(4))), descriptors: [memory.descriptor])
            }
            let report = try await process.report(of: 1)
            #expect(report.contains("code=bad_answer"))
            #expect(report.hasSuffix("descriptors=6 "))
        }
    }

    /// The same thousand mutations of good frames every time, a process for each twenty: none may end by a signal.
    @Test func mutatedFramesNeverCrashIt() async throws {
        var random = SplitMix64(state: 0x6D6F_7274_6973_6521)
        let memory = try SharedMemory([1])
        let good: [HostMessage] = [
            .cancel(token: 1), .delta(call: 1, piece: "piece"),
            .answer(call: 1, .cached(CacheReply(isFound: true, data: [1, 2, 3]))),
            .answer(call: 1, .embedded(EmbedReply(dimension: 2, values: [1, 2], model: "m", inputTokens: 1))),
            .answer(call: 1, .mapped([.succeeded(result: [1]), .failed(.refused)])),
            .start(
                JobStart(
                    token: 3,
                    id: "i",
                    taskType: "quick",
                    attempt: 1,
                    deadline: 1,
                    input: [1],
                    settings: [2],
                    buffer: memory.wire(1)
                )
            ),
        ]
        for _ in 0..<50 {
            try await withProcess { process in
                process.start(1, "cache_get k")
                for _ in 0..<20 {
                    guard var bytes = good.randomElement(using: &random)?.encoded() else { continue }
                    let index = Int.random(in: 4..<bytes.count, using: &random)
                    bytes[index] = UInt8.random(in: 0...255, using: &random)
                    process.send(bytes, descriptors: Bool.random(using: &random) ? [memory.descriptor] : [])
                }
                process.hangUp()
                let status = try await process.end()
                #expect(status == 0 || status == 70 << 8, "\(status)")
            }
        }
    }
}

/// A small generator whose whole state is its seed: S. Vigna, "splitmix64.c", public domain, 2015.
private struct SplitMix64: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
