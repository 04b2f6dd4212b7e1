// SPDX-License-Identifier: Apache-2.0
import Buffers
import Jobs
import ModuleProtocol
import Modules
import Observability
import Providers
import Services
import StandIns
import Testing

@testable import Scheduling

/// Each service in the words of the module protocol.
@Suite(.timeLimit(.minutes(1)))
struct SessionServicesTests {
    private func completion(_ text: String, _ parts: [CompletionCall.Part] = []) -> CompletionCall {
        CompletionCall(
            parts: [.init(role: 1, kind: 0, label: "", text: text)] + parts,
            model: "",
            temperature: -1,
            maximumOutputTokens: 0,
            targetWords: 0
        )
    }

    @Test func aCompletionAndItsRejection() async throws {
        try await ServicesBench.with { bench in
            guard case .completed(let first) = await bench.call(.complete(completion("a"))).reply else {
                Issue.record("no answer")
                return
            }
            #expect(first.text == "1: a" && first.model == "m" && first.inputTokens == 1 && first.outputTokens == 2)
            bench.services.reject(answer: first.number, reason: "no")
            guard case .completed(let second) = await bench.call(.complete(completion("a"))).reply else { return }
            #expect(second.text == "2: a" && second.number != first.number)
            #expect(bench.memo.rejecting == [2])
        }
    }

    @Test func allOfARequestArrives() async throws {
        try await ServicesBench.with { bench in
            let (picture, file) = try bench.services.buffers.create(size: 3)
            var call = completion(
                "a",
                [
                    .init(role: 0, kind: 1, label: "title", text: "document"),
                    .init(role: 1, kind: 2, label: "cat", text: "", attachment: picture, mediaType: "Image/PNG; q=1"),
                ]
            )
            call.model = "big"
            call.temperature = 300
            call.maximumOutputTokens = 9
            call.targetWords = 8
            call.answerSchema = "{}"
            _ = await bench.call(.complete(call))
            let request = try #require(bench.provider.requests.first)
            #expect(request.model == "big" && request.temperature == 0.3 && request.maximumOutputTokens == 9)
            #expect(request.targetWords == 8 && request.answerSchema == "{}")
            #expect(request.parts[1].role == .system && request.parts[1].kind == .document)
            #expect(request.parts[1].label == "title")
            let attachment = try #require(request.parts[2].attachment)
            #expect(attachment.mediaType == "image/png" && attachment.bytes == [0, 0, 0] && attachment.size == 3)
            #expect(request.parts[2].label == "cat" && request.parts[2].kind == .attachment)
            // Another content is another request.
            _ = await bench.call(.complete(call))
            withExtendedLifetime(file) {}
        }
    }

    @Test func piecesAreHandedOnWhereTheyAreWanted() async throws {
        try await ServicesBench.with { bench in
            let pieces = Pieces()
            var call = completion("a")
            _ = await bench.call(.complete(call)) { pieces.add($0) }
            #expect(pieces.all.isEmpty)
            call.wantsPieces = true
            _ = await bench.call(.complete(call)) { pieces.add($0) }
            #expect(pieces.all == ["2: a"])
        }
    }

    @Test(arguments: [
        (99_999, "image/png", "no_such_buffer"), (0, "image/png", "no_such_buffer"), (1, "", "unsupported_attachment"),
        (1, "png", "unsupported_attachment"), (1, "image/p\"ng", "unsupported_attachment"),
        (1, "image/\u{0}", "unsupported_attachment"), (2, "image/png", "attachment_too_large"),
    ])
    func attachmentsThatCannotBe(_ which: UInt64, _ type: String, _ code: String) async throws {
        try await ServicesBench.with { bench in
            let small = try bench.services.buffers.create(size: 1).number
            let large = try bench.services.buffers.create(size: (16 << 20) + 1).number
            let number = which == 1 ? small : which == 2 ? large : which
            let part = CompletionCall.Part(role: 1, kind: 2, label: "", text: "", attachment: number, mediaType: type)
            let error = await bench.failure(.complete(completion("a", [part])))
            #expect(error?.code == code && error?.outcome == 2)
            #expect(bench.provider.requests.isEmpty)
        }
    }

    @Test func vectorsHaveUnitLength() async throws {
        try await ServicesBench.with { bench in
            let reply = await bench.call(.embed(EmbedCall(texts: ["one text", "another"], model: ""))).reply
            guard case .embedded(let found) = reply else { Issue.record("\(reply)"); return }
            #expect(found.values.count == Int(found.dimension) * 2 && found.model == "tf-idf-1")
        }
    }

    @Test func aDownloadIsABufferOfTheJob() async throws {
        try await ServicesBench.with { bench in
            let call = FetchCall(url: "https://example.com/x", maximumBytes: 0, timeout: 0, mediaTypes: "text/*")
            let reply = await bench.call(.fetch(call))
            guard case .fetched(let found) = reply.reply else { Issue.record("\(reply.reply)"); return }
            #expect(found.status == 200 && found.mediaType == "text/plain" && found.url == "https://example.com/x")
            #expect(found.buffer.size == 4 && !found.buffer.isWritable)
            #expect(try bench.services.buffers.file(found.buffer.number)?.bytes() == Array("file".utf8))
            #expect(reply.file === bench.services.buffers.file(found.buffer.number))
            var small = call
            small.maximumBytes = 3
            #expect(await bench.failure(.fetch(small))?.code == "fetch_too_large")
            _ = try bench.services.buffers.create(size: UInt64(bench.services.buffers.room))
            #expect(await bench.failure(.fetch(call))?.code == "buffer_limit")
        }
    }

    /// The task may go on without it; the operator reads whose job asked for what it must not have.
    @Test func aDownloadThatIsRefusedIsLogged() async throws {
        try await ServicesBench.with { bench in
            let url = "https://private.example/x?token=TOPSECRET"
            let call = FetchCall(url: url, maximumBytes: 0, timeout: 0, mediaTypes: "")
            #expect(await bench.failure(.fetch(call))?.code == "fetch_forbidden")
            let line = try #require(bench.lines.all.first)
            #expect(bench.lines.all.count == 1 && line.sentence.contains("private.example is not allowed"))
            #expect(line.fields.contains { $0 == ("job_id", "job-1") })
            #expect(line.fields.contains { $0 == ("site", "blog") })
            #expect(!bench.lines.text.contains("TOPSECRET"))
        }
    }

    @Test func anArtifactIsKeptForItsSite() async throws {
        try await ServicesBench.with { bench in
            let (number, file) = try bench.services.buffers.create(size: 10)
            for (content, size) in [
                (Content.bytes(Array("text".utf8)), 4), (.buffer(number: number, length: 0), 10),
                (.buffer(number: number, length: 7), 7),
            ] {
                let call = StoreCall(key: "out/a.txt", mediaType: "text/plain", content: content)
                guard case .stored(let stored) = await bench.call(.store(call)).reply else {
                    Issue.record("not stored")
                    return
                }
                #expect(stored.size == UInt64(size) && stored.key == "out/a.txt" && stored.sha256.count == 64)
            }
            withExtendedLifetime(file) {}
            for (call, code) in [
                (StoreCall(key: "../a", mediaType: "", content: .bytes([])), "bad_key"),
                (StoreCall(key: "a", mediaType: "text\n", content: .bytes([])), "bad_media_type"),
                (StoreCall(key: "a", mediaType: "", content: .buffer(number: number, length: 11)), "bad_length"),
                (StoreCall(key: "a", mediaType: "", content: .buffer(number: 77_777, length: 0)), "no_such_buffer"),
            ] {
                let error = await bench.failure(.store(call))
                #expect(error?.code == code && error?.outcome == 2)
            }
        }
    }

    @Test func theCacheGivesWhatWasPut() async throws {
        try await ServicesBench.with { bench in
            #expect(await bench.call(.cacheGet(key: "k")).reply == .cached(CacheReply(isFound: false)))
            #expect(await bench.call(.cachePut(key: "k", .bytes([1, 2]))).reply == .cached(CacheReply(isFound: true)))
            #expect(await bench.call(.cacheGet(key: "k")).reply == .cached(CacheReply(isFound: true, data: [1, 2])))
            let number = try bench.services.buffers.create(size: 5).number
            _ = await bench.call(.cachePut(key: "b", .buffer(number: number, length: 4)))
            let reply = await bench.call(.cacheGet(key: "b"))
            guard case .cached(let found) = reply.reply else { return }
            #expect(found.isFound && found.data.isEmpty && found.buffer?.size == 4 && found.buffer?.isWritable == false)
            #expect(await bench.failure(.cacheGet(key: ""))?.code == "bad_key")
            #expect(
                await bench.failure(.cachePut(key: String(repeating: "x", count: 513), .bytes([])))?.code == "bad_key"
            )
        }
    }

    @Test func progressAndPartialOutputShowWhileTheRunLasts() async throws {
        try await ServicesBench.with { bench in
            let job = bench.services.owner.job
            bench.services.progress(done: 1, total: 3, note: "reading")
            bench.services.partial("so far")
            let view = try #require(bench.board.view(of: job))
            #expect(view.done == 1 && view.total == 3 && view.note == "reading" && view.partial == "so far")
            bench.services.close()
            #expect(bench.board.view(of: job) == nil)
        }
    }

    @Test func whatAHostDoesNotHaveIsUnsupported() async throws {
        let completions = CompletionService(
            provider: RecordingProvider(),
            memo: RememberingMemo(),
            clock: HandClock(),
            log: Logger(CollectedLines())
        )
        try await ServicesBench.with { bench in
            let bare = SessionServices(
                HostServices(completions: completions),
                owner: bench.services.owner,
                seconds: 5,
                runPart: nil
            )
            for call in [
                ServiceCall.embed(EmbedCall(texts: ["a"], model: "")),
                .fetch(FetchCall(url: "https://a/", maximumBytes: 0, timeout: 0, mediaTypes: "")),
                .store(StoreCall(key: "a", mediaType: "", content: .bytes([]))), .createBuffer(size: 1),
                .map(MapCall(taskType: "p", parts: [], partDeadline: 0, concurrency: 0)),
            ] {
                guard case .failed(let error) = await bare.perform(call, pieces: { _ in }).reply else {
                    Issue.record("\(call) was answered")
                    continue
                }
                #expect(error.code == "unsupported" && error.outcome == 2)
            }
            // Without a cache nothing is in it.
            #expect(
                await bare.perform(.cacheGet(key: "k"), pieces: { _ in }).reply == .cached(CacheReply(isFound: false))
            )
        }
    }
}
