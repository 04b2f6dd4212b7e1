// SPDX-License-Identifier: Apache-2.0
import ModuleProtocol
import Testing

/// Each bound, exceeded by one where nothing else is wrong; and met, which is allowed.
@Suite(.serialized, .timeLimit(.minutes(2)))
struct BoundTests {
    /// Fields that are larger are not read up to their bound: it takes long where nothing is optimized.
    private static let quick = 1 << 20

    private static func text(_ count: Int) -> String { String(repeating: "a", count: count) }
    private static func bytes(_ count: Int) -> [UInt8] { [UInt8](repeating: 0x61, count: count) }

    /// A field's name, its bound, and a message in which it has that many bytes or entries.
    struct Bound<Message: Sendable>: Sendable, CustomTestStringConvertible {
        let name: String
        let limit: Int
        let message: @Sendable (Int) -> Message
        init(_ name: String, _ limit: Int, _ message: @escaping @Sendable (Int) -> Message) {
            self.name = name
            self.limit = limit
            self.message = message
        }
        var testDescription: String { name }
    }

    private static func start(
        id: Int = 0,
        type: Int = 0,
        input: Int = 0,
        settings: Int = 0
    ) -> HostMessage {
        .start(
            JobStart(
                token: 1,
                id: text(id),
                taskType: text(type),
                attempt: 1,
                deadline: 1,
                input: bytes(input),
                settings: bytes(settings)
            )
        )
    }

    private static func answer(_ reply: ServiceReply) -> HostMessage { .answer(call: 1, reply) }

    static let host: [Bound<HostMessage>] = [
        Bound("job id", FrameLimits.word) { start(id: $0) },
        Bound("task type", FrameLimits.word) { start(type: $0) },
        Bound("input", FrameLimits.document) { start(input: $0) },
        Bound("settings", FrameLimits.request) { start(settings: $0) },
        Bound("piece", FrameLimits.schema) { .delta(call: 1, piece: text($0)) },
        Bound("error code", FrameLimits.word) { answer(.failed(WireError(outcome: 1, code: text($0), message: ""))) },
        Bound("error message", FrameLimits.sentence) {
            answer(.failed(WireError(outcome: 1, code: "", message: text($0))))
        },
        Bound("answer", FrameLimits.document) {
            answer(.completed(CompletionReply(text: text($0), model: "", inputTokens: 0, outputTokens: 0, number: 1)))
        },
        Bound("model", FrameLimits.word) {
            answer(.completed(CompletionReply(text: "", model: text($0), inputTokens: 0, outputTokens: 0, number: 1)))
        },
        Bound("media type", FrameLimits.word) {
            answer(.fetched(FetchReply(status: 0, buffer: Messages.small, mediaType: text($0), url: "")))
        },
        Bound("URL", FrameLimits.url) {
            answer(.fetched(FetchReply(status: 0, buffer: Messages.small, mediaType: "", url: text($0))))
        },
        Bound("key", FrameLimits.key) { answer(.stored(StoreReply(key: text($0), size: 0, sha256: ""))) },
        Bound("hash", FrameLimits.word) { answer(.stored(StoreReply(key: "", size: 0, sha256: text($0)))) },
        Bound("cached value", FrameLimits.request) { answer(.cached(CacheReply(isFound: true, data: bytes($0)))) },
        Bound("results", FrameLimits.mapParts) {
            answer(.mapped(Array(repeating: .succeeded(result: []), count: $0)))
        },
        Bound("result of a part", FrameLimits.document) { answer(.mapped([.succeeded(result: bytes($0))])) },
    ]

    private static func call(_ call: ServiceCall) -> ModuleMessage { .call(number: 1, token: 1, call) }

    private static func completion(
        _ part: CompletionCall.Part,
        count: Int = 1,
        model: Int = 0,
        schema: Int = 0
    ) -> ModuleMessage {
        call(
            .complete(
                CompletionCall(
                    parts: Array(repeating: part, count: count),
                    model: text(model),
                    temperature: 0,
                    maximumOutputTokens: 0,
                    targetWords: 0,
                    answerSchema: text(schema)
                )
            )
        )
    }

    private static func part(kind: UInt8 = 0, label: Int = 0, size: Int = 0, media: Int = 0) -> CompletionCall.Part {
        CompletionCall.Part(role: 0, kind: kind, label: text(label), text: text(size), mediaType: text(media))
    }

    private static func type(
        name: Int = 0,
        version: Int = 0,
        input: Int = 0,
        result: Int = 0
    ) -> ModuleHello.TaskType {
        ModuleHello.TaskType(
            name: text(name),
            version: text(version),
            inputSchema: text(input),
            resultSchema: text(result),
            capabilities: 0
        )
    }

    private static func hello(name: Int = 0, version: Int = 0, _ types: [ModuleHello.TaskType] = []) -> ModuleMessage {
        .ready(ModuleHello(name: text(name), version: text(version), abi: 9, taskTypes: types))
    }

    static let module: [Bound<ModuleMessage>] = [
        Bound("tier", 3) { .sealed(tier: UInt8($0), notes: []) },
        Bound("notes", FrameLimits.notes) { .sealed(tier: 0, notes: Array(repeating: "", count: $0)) },
        Bound("note", FrameLimits.sentence) { .sealed(tier: 0, notes: [text($0)]) },
        Bound("module name", FrameLimits.word) { hello(name: $0) },
        Bound("module version", FrameLimits.word) { hello(version: $0) },
        Bound("task types", FrameLimits.taskTypes) { hello(Array(repeating: type(), count: $0)) },
        Bound("task type", FrameLimits.word) { hello([type(name: $0)]) },
        Bound("task version", FrameLimits.word) { hello([type(version: $0)]) },
        Bound("input schema", FrameLimits.schema) { hello([type(input: $0)]) },
        Bound("result schema", FrameLimits.schema) { hello([type(result: $0)]) },
        Bound("refusal", FrameLimits.sentence) { .refused(reason: text($0)) },
        Bound("result", FrameLimits.document) { .finished(token: 1, .succeeded(result: bytes($0))) },
        Bound("line", FrameLimits.sentence) { .log(token: 1, level: 1, line: text($0)) },
        Bound("fault", FrameLimits.sentence) { .fault(line: text($0)) },
        Bound("progress", FrameLimits.word) { .progress(token: 1, done: 1, total: 1, note: text($0)) },
        Bound("partial", FrameLimits.schema) { .partial(token: 1, text: text($0)) },
        Bound("reason", FrameLimits.sentence) { .reject(token: 1, answer: 1, reason: text($0)) },
        Bound("forked", FrameLimits.sentence) { .forked(pid: 0, reason: text($0)) },
        Bound("parts", FrameLimits.parts) { completion(part(), count: $0) },
        Bound("attachments", FrameLimits.attachments) { completion(part(kind: 2), count: $0) },
        Bound("label", FrameLimits.schema) { completion(part(label: $0)) },
        Bound("part", FrameLimits.request) { completion(part(size: $0)) },
        Bound("media type", FrameLimits.word) { completion(part(media: $0)) },
        Bound("model", FrameLimits.word) { completion(part(), model: $0) },
        Bound("answer schema", FrameLimits.schema) { completion(part(), schema: $0) },
        Bound("texts", FrameLimits.embedTexts) {
            call(.embed(EmbedCall(texts: Array(repeating: "", count: $0), model: "")))
        },
        Bound("text", FrameLimits.request) { call(.embed(EmbedCall(texts: [text($0)], model: ""))) },
        Bound("URL", FrameLimits.url) {
            call(.fetch(FetchCall(url: text($0), maximumBytes: 0, timeout: 0, mediaTypes: "")))
        },
        Bound("media types", FrameLimits.url) {
            call(.fetch(FetchCall(url: "", maximumBytes: 0, timeout: 0, mediaTypes: text($0))))
        },
        Bound("artifact's key", FrameLimits.key) {
            call(.store(StoreCall(key: text($0), mediaType: "", content: .bytes([]))))
        },
        Bound("artifact's type", FrameLimits.word) {
            call(.store(StoreCall(key: "", mediaType: text($0), content: .bytes([]))))
        },
        Bound("artifact", FrameLimits.request) {
            call(.store(StoreCall(key: "", mediaType: "", content: .bytes(bytes($0)))))
        },
        Bound("key", FrameLimits.key) { call(.cacheGet(key: text($0))) },
        Bound("key of a put", FrameLimits.key) { call(.cachePut(key: text($0), .bytes([]))) },
        Bound("value", FrameLimits.request) { call(.cachePut(key: "", .bytes(bytes($0)))) },
        Bound("map's type", FrameLimits.word) {
            call(.map(MapCall(taskType: text($0), parts: [], partDeadline: 0, concurrency: 0)))
        },
        Bound("map's parts", FrameLimits.mapParts) {
            let parts = Array(repeating: MapCall.Part(input: [], buffer: 0), count: $0)
            return call(.map(MapCall(taskType: "", parts: parts, partDeadline: 0, concurrency: 0)))
        },
        Bound("a part's input", FrameLimits.request) {
            let part = MapCall.Part(input: bytes($0), buffer: 0)
            return call(.map(MapCall(taskType: "", parts: [part], partDeadline: 0, concurrency: 0)))
        },
    ]

    @Test(arguments: host)
    func whatTheHostSaysIsBounded(_ bound: Bound<HostMessage>) throws {
        if bound.limit <= Self.quick {
            #expect(throws: Never.self) {
                try HostMessage(try #require(try frames(bound.message(bound.limit).encoded()).first))
            }
        }
        #expect(throws: FrameError.self) {
            try HostMessage(try #require(try frames(bound.message(bound.limit + 1).encoded()).first))
        }
    }

    @Test(arguments: module)
    func whatAModuleSaysIsBounded(_ bound: Bound<ModuleMessage>) throws {
        if bound.limit <= Self.quick {
            #expect(throws: Never.self) {
                try ModuleMessage(try #require(try frames(bound.message(bound.limit).encoded()).first))
            }
        }
        #expect(throws: FrameError.self) {
            try ModuleMessage(try #require(try frames(bound.message(bound.limit + 1).encoded()).first))
        }
    }

    /// Four million numbers are not written for it: the count is held against its bound before they are looked for.
    @Test func vectorsAreBounded() {
        // Call, kind, dimension, count.
        let payload =
            [UInt8](repeating: 0, count: 8) + [2] + length(1) + length(UInt32(FrameLimits.embedValues) + 1)
        let error = #expect(throws: FrameError.self) { try HostMessage(frame(3, payload)) }
        #expect(error?.description.contains("at most \(FrameLimits.embedValues)") == true)
    }

    /// Numbers that have no meaning, each in a frame that is good otherwise.
    @Test func valuesWithoutAMeaningAreRefused() throws {
        let bad: [HostMessage] = [
            .answer(call: 1, .failed(WireError(outcome: 0, code: "", message: ""))),
            .answer(call: 1, .failed(WireError(outcome: 5, code: "", message: ""))),
            .answer(call: 1, .buffer(WireBuffer(number: 0, size: 1, isWritable: true))),
            .answer(call: 1, .embedded(EmbedReply(dimension: 0, values: [], model: "", inputTokens: 0))),
            .answer(call: 1, .embedded(EmbedReply(dimension: 2, values: [1, 2, 3], model: "", inputTokens: 0))),
            .answer(call: 1, .mapped([.failed(WireError(outcome: 9, code: "", message: ""))])),
        ]
        for message in bad {
            #expect(throws: FrameError.self, "\(message)") {
                try HostMessage(try #require(try frames(message.encoded()).first))
            }
        }
        for execution in [0, 3, 255] as [UInt8] {
            var type = Self.type()
            type.execution = execution
            #expect(throws: FrameError.self) {
                try ModuleMessage(try #require(try frames(Self.hello([type]).encoded()).first))
            }
        }
        for part in [
            CompletionCall.Part(role: 3, kind: 0, label: "", text: ""), .init(role: 0, kind: 3, label: "", text: ""),
        ] {
            #expect(throws: FrameError.self) {
                try ModuleMessage(try #require(try frames(Self.completion(part).encoded()).first))
            }
        }
    }

    @Test func descriptorsAreCountedByTheMessage() {
        for message in Messages.fromHost {
            let expected: Int =
                switch message {
                case .fork: 2
                case .start(let job): job.buffer == nil ? 0 : 1
                case .answer(_, .buffer), .answer(_, .fetched): 1
                case .answer(_, .cached(let reply)): reply.buffer == nil ? 0 : 1
                default: 0
                }
            #expect(message.descriptorCount == expected)
        }
    }
}
