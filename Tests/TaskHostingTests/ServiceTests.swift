// SPDX-License-Identifier: Apache-2.0
import Foundation
import Glibc
import ModuleProtocol
import Testing

/// Each service there and back, through a C module in the real process: what the host is sent is what the module said,
/// and the other way round.
@Suite(.timeLimit(.minutes(1)))
struct ServiceTests {
    @Test func completeCarriesEveryField() async throws {
        try await withProcess { process in
            let reply = CompletionReply(text: "né\u{0}e", model: "m", inputTokens: .max, outputTokens: 2, number: 9)
            let (call, report) = try await process.run("complete text of the post", answering: .completed(reply))
            let expected = CompletionCall(
                parts: [
                    .init(role: 0, kind: 0, label: "", text: "be brief"),
                    .init(role: 1, kind: 1, label: "a title", text: "text of the post"),
                ],
                model: "a-model",
                temperature: -1,
                maximumOutputTokens: 100,
                targetWords: 20,
                answerSchema: "{\"answer\":1}"
            )
            #expect(call == .complete(expected))
            #expect(report.hasPrefix("complete outcome=0 code= message= retry=0 text=n"))
            #expect(report.hasSuffix("model=m in=18446744073709551615 out=2 number=9 "))
        }
    }

    @Test func piecesComeBeforeTheAnswerAndOnlyThen() async throws {
        try await withProcess { process in
            process.start(1, "stream x\ncache_get k")
            let (number, _, call) = try await process.call()
            guard case .complete(let request) = call else { throw ProcessTrouble("not a completion") }
            #expect(request.wantsPieces)
            for piece in ["a", "", "é"] { process.send(.delta(call: number, piece: piece)) }
            process.send(
                .answer(
                    call: number,
                    .completed(.init(text: "aé", model: "", inputTokens: 0, outputTokens: 0, number: 1))
                )
            )
            // Late, for a call that is not there, and for one that did not ask for pieces.
            process.send(.delta(call: number, piece: "late"))
            process.send(.delta(call: 99, piece: "nobody"))
            let (second, _, _) = try await process.call()
            process.send(.delta(call: second, piece: "unasked"))
            process.send(.answer(call: second, .cached(CacheReply(isFound: false))))
            let report = try await process.report(of: 1)
            #expect(report.hasPrefix("[a][][é]complete outcome=0"), "\(report)")
            #expect(!report.contains("LATE"))
            #expect(!report.contains("nobody"))
            #expect(!report.contains("unasked"))
        }
    }

    @Test func anAttachmentIsABufferOfTheJob() async throws {
        try await withProcess { process in
            let memory = try SharedMemory([1, 2, 3])
            process.start(1, "attach x", buffer: memory.wire(7, isWritable: false), descriptors: [memory.descriptor])
            let (number, _, call) = try await process.call()
            guard case .complete(let request) = call else { throw ProcessTrouble("not a completion") }
            #expect(request.parts.count == 3)
            #expect(
                request.parts.last
                    == .init(role: 1, kind: 2, label: "", text: "a name", attachment: 7, mediaType: "image/png")
            )
            process.send(.answer(call: number, .failed(.refused)))
            let report = try await process.report(of: 1)
            #expect(report.hasPrefix("complete outcome=1 code=later message=not now retry=1500 text= "))
            // Without a buffer there is nothing to attach.
            let without = try await process.run("attach x", token: 2)
            #expect(without == "status=2 ")
        }
    }

    @Test func embedGivesAVectorForEachText() async throws {
        try await withProcess { process in
            let reply = EmbedReply(dimension: 2, values: [1, 0, -0.5, 0.25, 0, 1], model: "e5", inputTokens: 7)
            let (call, report) = try await process.run("embed first", answering: .embedded(reply))
            #expect(call == .embed(EmbedCall(texts: ["first", "", "last"], model: "e")))
            #expect(report.hasSuffix("dimension=2 values=1,0,-0.5,0.25,0,1, model=e5 in=7 "), "\(report)")
        }
    }

    @Test func fetchBringsABuffer() async throws {
        try await withProcess { process in
            let memory = try SharedMemory([10, 20, 30])
            let reply = FetchReply(
                status: 206,
                buffer: memory.wire(3, isWritable: false),
                mediaType: "image/gif",
                url: "https://e/x"
            )
            let (call, report) = try await process.run(
                "fetch https://example.org/a",
                answering: .fetched(reply),
                descriptors: [memory.descriptor]
            )
            let expected = FetchCall(
                url: "https://example.org/a",
                maximumBytes: 1000,
                timeout: 2000,
                mediaTypes: "application/pdf, image/*"
            )
            #expect(call == .fetch(expected))
            #expect(
                report.hasSuffix("status=206 type=image/gif url=https://e/x buffer=3 size=3 writable=0 open=1 sum=60 "),
                "\(report)"
            )
        }
    }

    @Test func aFetchThatFailedSaysWhatTheServerAnswered() async throws {
        try await withProcess { process in
            let error = WireError(outcome: 2, code: "fetch_not_found", message: "no such file", httpStatus: 404)
            let (_, report) = try await process.run("fetch https://example.org/a", answering: .failed(error))
            #expect(report.contains("code=fetch_not_found"), "\(report)")
            #expect(report.contains("status=404 "), "\(report)")
        }
    }

    @Test func storeTakesTextOrABuffer() async throws {
        try await withProcess { process in
            let reply = StoreReply(key: "site/a/b-1.txt", size: 4, sha256: "abc")
            let (call, report) = try await process.run("store a/b-1.txt", answering: .stored(reply))
            #expect(
                call
                    == .store(StoreCall(key: "a/b-1.txt", mediaType: "text/plain", content: .bytes(Array("kept".utf8))))
            )
            #expect(report.hasSuffix("key=site/a/b-1.txt size=4 sha256=abc "))
            let memory = try SharedMemory([1, 2, 3, 4])
            process.start(2, "store_buffer b", buffer: memory.wire(5), descriptors: [memory.descriptor])
            let (number, _, second) = try await process.call()
            #expect(
                second == .store(StoreCall(key: "b", mediaType: "text/plain", content: .buffer(number: 5, length: 3)))
            )
            process.send(.answer(call: number, .failed(.refused)))
            _ = try await process.report(of: 2)
        }
    }

    @Test func cacheGivesTextOrABufferOrNothing() async throws {
        try await withProcess { process in
            let (get, found) = try await process.run(
                "cache_get the key",
                answering: .cached(CacheReply(isFound: true, data: Array("value".utf8)))
            )
            #expect(get == .cacheGet(key: "the key"))
            #expect(found.contains("found=1 text=value buffer=0"))
            let (_, nothing) = try await process.run(
                "cache_get k",
                answering: .cached(CacheReply(isFound: false)),
                token: 2
            )
            #expect(nothing.contains("outcome=0 "))
            #expect(nothing.contains("found=0 text= buffer=0"))
            let memory = try SharedMemory([5])
            let (_, buffer) = try await process.run(
                "cache_get k",
                answering: .cached(CacheReply(isFound: true, buffer: memory.wire(2, isWritable: false))),
                descriptors: [memory.descriptor],
                token: 3
            )
            #expect(buffer.contains("found=1 text= buffer=2 size=1 writable=0 open=1 sum=5"))
            let (put, _) = try await process.run("cache_put k", answering: .cached(CacheReply(isFound: true)), token: 4)
            #expect(put == .cachePut(key: "k", .bytes(Array("value".utf8))))
        }
    }

    @Test func mapGivesAnEndForEachPart() async throws {
        try await withProcess { process in
            let ends: [JobEnd] = [
                .succeeded(result: Array("{\"é\":1}".utf8)),
                .failed(WireError(outcome: 4, code: "part_crashed", message: "it died", retryAfter: 0)),
            ]
            let memory = try SharedMemory([5])
            process.start(1, "map part", buffer: memory.wire(8), descriptors: [memory.descriptor])
            let (number, _, call) = try await process.call()
            let parts = [
                MapCall.Part(input: Array("{\"page\":1}".utf8), buffer: 8),
                MapCall.Part(input: Array("{\"page\":2}".utf8), buffer: 0),
            ]
            #expect(call == .map(MapCall(taskType: "part", parts: parts, partDeadline: 900, concurrency: 2)))
            process.send(.answer(call: number, .mapped(ends)))
            let report = try await process.report(of: 1)
            #expect(
                report.hasSuffix(
                    "results=2 part outcome=0 code= message= retry=0 result={\"é\":1} part outcome=4 code=part_crashed message=it died retry=0 result= "
                ),
                "\(report)"
            )
        }
    }

    @Test func aPartKnowsWhichOneItIsAndDoesNotMapItself() async throws {
        try await withProcess { process in
            process.start(1, "map part", as: "part", part: (2, 5))
            let report = try await process.report(of: 1)
            #expect(report == "part 2 of 5 status=4 ")
        }
    }

    @Test func whatNeedsNoAnswerArrivesInOrder() async throws {
        try await withProcess { process in
            let report = try await process.run(
                "progress 3 10 at page three\npartial some \u{1F642}\nlog 2 warned\nlog 9 loud\nreject 5"
            )
            #expect(report == "progress=0 partial=0 log=0 log=0 reject=0 ")
            #expect(
                process.messages == [
                    .progress(token: 1, done: 3, total: 10, note: "at page three"),
                    .partial(token: 1, text: "some \u{1F642}"),
                    .log(token: 1, level: 2, line: "2 warned"),
                    .log(token: 1, level: 3, line: "9 loud"),
                    .reject(token: 1, answer: 5, reason: "no JSON"),
                ]
            )
        }
    }

    /// Every call that needs a capability, from a task type that declared none: the host is not even asked.
    @Test func undeclaredCallsAreRefusedInTheProcess() async throws {
        try await withProcess { process in
            for (index, line) in [
                "complete x", "stream x", "embed x", "fetch https://e/", "store a", "cache_get k", "cache_put k",
                "map part",
            ].enumerated() {
                let token = UInt64(index) + 1
                process.start(token, line, as: "bare")
                let report = try await process.report(of: token)
                #expect(report == "status=4 ", "\(line)")
            }
            process.start(50, "reject 1", as: "bare")
            let report = try await process.report(of: 50)
            #expect(report == "reject=4 ")
            #expect(process.messages == [])
        }
    }

    /// The rules of the headers, each broken once; a callback that comes all the same would abort the process.
    @Test func wrongArgumentsAreRefusedInTheProcess() async throws {
        try await withProcess { process in
            let lines = try await process.run("wrong_arguments", token: 6).split(separator: "\n")
            #expect(lines.count > 70)
            for line in lines {
                // 3: no such job.
                let expected = line.contains("no job") ? "=3" : "=2"
                #expect(line.hasSuffix(expected), "\(line)")
            }
            #expect(process.messages == [])
        }
    }

    /// The table of waiting calls is bounded, and every call gets its answer in the end.
    @Test func aFloodOfCallsIsRefusedAndNoneIsForgotten() async throws {
        try await withProcess { process in
            let script = Array(repeating: "complete_unheard x", count: 4100).joined(separator: "\n")
            let report = try await process.run(script)
            let statuses = report.split(separator: " ")
            #expect(statuses.count { $0 == "status=0" } == 4096)
            #expect(statuses.count { $0 == "status=5" } == 4)
            #expect(process.messages.count == 4096)
        }
    }
}
