// SPDX-License-Identifier: Apache-2.0
import ModuleProtocol

/// One message of every kind and every kind of call, reply and end, with the extremes of every field.
enum Messages {
    static let long = String(repeating: "é", count: FrameLimits.word / 2)
    static let sentence = String(repeating: "s", count: FrameLimits.sentence)
    static let odd = "\u{0}\u{FEFF}👩‍👩‍👧‍👦\u{202E}\n"
    static let document = [UInt8](repeating: 0xFF, count: 300_000)
    static let buffer = WireBuffer(number: .max, size: .max, isWritable: true)
    static let small = WireBuffer(number: 1, size: 0, isWritable: false)

    static let fromHost: [HostMessage] =
        [
            .start(start(token: .max, id: long, input: document, settings: document.prefix(FrameLimits.schema))),
            .start(start(token: 0, id: "", input: [], settings: [])),
            .start(start(token: 1, id: odd, input: Array("{}".utf8), settings: Array("{}".utf8), buffer: buffer)),
            .cancel(token: 0),
            .cancel(token: .max),
            .delta(call: .max, piece: odd),
            .delta(call: 0, piece: ""),
            .fork,
        ] + replies.map { .answer(call: .max, $0) }

    static let replies: [ServiceReply] = [
        .failed(error(1)),
        .failed(WireError(outcome: 4, code: "", message: "", retryAfter: 0)),
        .completed(CompletionReply(text: odd, model: long, inputTokens: .max, outputTokens: 0, number: .max)),
        .completed(CompletionReply(text: "", model: "", inputTokens: 0, outputTokens: .max, number: 0)),
        .embedded(
            EmbedReply(dimension: 2, values: [0, -1, .infinity, .leastNonzeroMagnitude], model: odd, inputTokens: .max)
        ),
        .embedded(EmbedReply(dimension: .max, values: [], model: "", inputTokens: 0)),
        .buffer(buffer),
        .buffer(small),
        .fetched(
            FetchReply(
                status: .max,
                buffer: buffer,
                mediaType: long,
                url: String(repeating: "u", count: FrameLimits.url)
            )
        ),
        .fetched(FetchReply(status: 0, buffer: small, mediaType: "", url: odd)),
        .stored(StoreReply(key: String(repeating: "k", count: FrameLimits.key), size: .max, sha256: long)),
        .stored(StoreReply(key: "", size: 0, sha256: odd)),
        .cached(CacheReply(isFound: true, data: document, buffer: buffer)),
        .cached(CacheReply(isFound: false)),
        .mapped(ends),
        .mapped([]),
        .mapped(Array(repeating: .succeeded(result: []), count: FrameLimits.mapParts)),
    ]

    static let fromModule: [ModuleMessage] =
        [
            .sealed(tier: 3, notes: Array(repeating: odd, count: FrameLimits.notes)),
            .sealed(tier: 0, notes: []),
            .ready(hello(types: FrameLimits.taskTypes)),
            .ready(hello(types: 0)),
            .refused(reason: sentence),
            .refused(reason: ""),
            .log(token: 0, level: 255, line: sentence),
            .log(token: .max, level: 0, line: odd),
            .fault(line: ""),
            .fault(line: odd),
            .progress(token: .max, done: .max, total: 0, note: long),
            .progress(token: 0, done: 0, total: .max, note: ""),
            .partial(token: .max, text: odd),
            .partial(token: 0, text: ""),
            .reject(token: .max, answer: 0, reason: sentence),
            .reject(token: 0, answer: .max, reason: ""),
            .release(token: .max, buffer: 0),
            .release(token: 0, buffer: .max),
            .forked(pid: .max, reason: ""),
            .forked(pid: 0, reason: sentence),
        ] + ends.map { .finished(token: .max, $0) } + calls.map { .call(number: .max, token: 0, $0) }

    static let ends: [JobEnd] = [
        .succeeded(result: document), .succeeded(result: []), .failed(error(2)), .failed(error(3)),
    ]

    static let calls: [ServiceCall] = [
        .complete(call(parts: FrameLimits.parts, temperature: .min)),
        .complete(call(parts: 0, temperature: .max)),
        .embed(EmbedCall(texts: Array(repeating: odd, count: 20), model: long)),
        .embed(EmbedCall(texts: Array(repeating: "", count: FrameLimits.embedTexts), model: "")),
        .createBuffer(size: .max),
        .fetch(
            FetchCall(
                url: String(repeating: "u", count: FrameLimits.url),
                maximumBytes: .max,
                timeout: 0,
                mediaTypes: odd
            )
        ),
        .store(StoreCall(key: odd, mediaType: long, content: .bytes(document))),
        .store(StoreCall(key: "", mediaType: "", content: .buffer(number: .max, length: 0))),
        .cacheGet(key: String(repeating: "k", count: FrameLimits.key)),
        .cachePut(key: odd, .bytes([])),
        .cachePut(key: "", .buffer(number: 0, length: .max)),
        .map(MapCall(taskType: odd, parts: mapParts(FrameLimits.mapParts), partDeadline: .max, concurrency: .max)),
        .map(MapCall(taskType: "", parts: [], partDeadline: 0, concurrency: 0)),
    ]

    private static func mapParts(_ count: Int) -> [MapCall.Part] {
        (0..<count).map { MapCall.Part(input: Array("{\($0)}".utf8), buffer: UInt64($0)) }
    }

    private static func start(
        token: UInt64,
        id: String,
        input: [UInt8],
        settings: some Sequence<UInt8>,
        buffer: WireBuffer? = nil
    ) -> JobStart {
        JobStart(
            token: token,
            id: id,
            taskType: "post_summary",
            attempt: token == 0 ? 0 : .max,
            deadline: token,
            input: input,
            settings: Array(settings),
            partIndex: .max,
            partCount: UInt32(truncatingIfNeeded: token),
            buffer: buffer
        )
    }

    static func error(_ outcome: UInt8) -> WireError {
        WireError(outcome: outcome, code: long, message: sentence, retryAfter: .max, httpStatus: .max)
    }

    static func hello(types: Int) -> ModuleHello {
        ModuleHello(
            name: long,
            version: odd,
            abi: .max,
            taskTypes: (0..<types).map {
                ModuleHello.TaskType(
                    name: "task_\($0)",
                    version: "",
                    inputSchema: "{}",
                    resultSchema: odd,
                    capabilities: .max,
                    execution: UInt8(1 + $0 % 2),
                    flags: .max,
                    defaultDeadline: .max,
                    defaultAttempts: .max,
                    concurrency: .max
                )
            }
        )
    }

    static func call(parts: Int, temperature: Int32) -> CompletionCall {
        CompletionCall(
            parts: (0..<parts).map {
                CompletionCall.Part(
                    role: UInt8($0 % 3),
                    kind: $0 < FrameLimits.attachments ? 2 : UInt8($0 % 2),
                    label: odd,
                    text: "part \($0)",
                    attachment: .max,
                    mediaType: "image/png"
                )
            },
            model: odd,
            temperature: temperature,
            maximumOutputTokens: .max,
            targetWords: .max,
            answerSchema: "{}",
            wantsPieces: parts == 0
        )
    }
}

/// Hands bytes to an assembler.
func feed(_ assembler: inout FrameAssembler, _ bytes: some Sequence<UInt8>) {
    Array(bytes).withUnsafeBytes { assembler.append($0) }
}

/// The frames in a stream of bytes that comes in one piece.
func frames(_ bytes: [UInt8]) throws -> [Frame] {
    var assembler = FrameAssembler()
    feed(&assembler, bytes)
    var found: [Frame] = []
    while let frame = try assembler.next() { found.append(frame) }
    return found
}

/// A frame by hand: its kind and what follows.
func frame(_ kind: UInt8, _ payload: [UInt8]) -> Frame { Frame(kind: kind, payload: payload[...]) }

/// A 32-bit length, little-endian.
func length(_ value: UInt32) -> [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) } }
