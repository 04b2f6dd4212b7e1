// SPDX-License-Identifier: Apache-2.0
//
// Writes the first corpus of each fuzzer: a small message of every kind, call, reply and end. Compiled together with the
// files of ModuleProtocol (Fuzz/run seeds).
import Foundation

@main
enum Seeds {
    static func main() throws {
        let folder = CommandLine.arguments[1]
        for (index, message) in host.enumerated() {
            // A frame without its length, as its fuzzer takes it.
            try write(Array(message.encoded().dropFirst(4)), "\(folder)/HostMessage/seed-\(index)")
        }
        for (index, message) in module.enumerated() {
            try write(Array(message.encoded().dropFirst(4)), "\(folder)/ModuleMessage/seed-\(index)")
        }
        let streams: [[UInt8]] = [
            host.flatMap { $0.encoded() }, module.flatMap { $0.encoded() }, [255, 255, 255, 255],
        ]
        for (index, stream) in streams.enumerated() {
            try write([UInt8(index)] + stream, "\(folder)/FrameAssembler/seed-\(index)")
        }
    }

    private static func write(_ bytes: [UInt8], _ path: String) throws {
        let url = URL(filePath: path)
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(bytes).write(to: url)
    }

    private static let buffer = WireBuffer(number: 7, size: 4096, isWritable: true)
    private static let error = WireError(outcome: 1, code: "timed_out", message: "é", retryAfter: 5)
    private static let ends: [JobEnd] = [.succeeded(result: [123, 125]), .failed(error)]

    private static let host: [HostMessage] =
        [
            .start(
                JobStart(
                    token: 1,
                    id: "id",
                    taskType: "task",
                    attempt: 1,
                    deadline: 1000,
                    input: [123, 125],
                    settings: [123, 125],
                    partIndex: 1,
                    partCount: 2,
                    buffer: buffer
                )
            ),
            .cancel(token: 1), .delta(call: 1, piece: "é"), .fork,
        ] + replies.map { .answer(call: 1, $0) }

    private static let replies: [ServiceReply] = [
        .failed(error),
        .completed(CompletionReply(text: "a", model: "m", inputTokens: 1, outputTokens: 2, number: 3)),
        .embedded(EmbedReply(dimension: 2, values: [1, 0, 0, 1], model: "m", inputTokens: 1)),
        .buffer(buffer),
        .fetched(FetchReply(status: 200, buffer: buffer, mediaType: "a/b", url: "https://e/")),
        .stored(StoreReply(key: "k", size: 1, sha256: "ab")),
        .cached(CacheReply(isFound: true, data: [1], buffer: buffer)), .cached(CacheReply(isFound: false)),
        .mapped(ends),
    ]

    private static let module: [ModuleMessage] =
        [
            .sealed(tier: 3, notes: ["a", "é"]),
            .ready(
                ModuleHello(
                    name: "n",
                    version: "1",
                    abi: 9,
                    taskTypes: [
                        .init(
                            name: "t",
                            version: "1",
                            inputSchema: "{}",
                            resultSchema: "{}",
                            capabilities: 1,
                            execution: 2
                        )
                    ]
                )
            ),
            .refused(reason: "why"), .log(token: 1, level: 2, line: "a line"), .fault(line: "a line"),
            .progress(token: 1, done: 1, total: 2, note: "n"), .partial(token: 1, text: "é"),
            .reject(token: 1, answer: 2, reason: "why"), .release(token: 1, buffer: 2), .forked(pid: 1, reason: ""),
        ] + ends.map { .finished(token: 1, $0) } + calls.map { .call(number: 1, token: 2, $0) }

    private static let calls: [ServiceCall] = [
        .complete(
            CompletionCall(
                parts: [
                    .init(role: 0, kind: 0, label: "", text: "a"), .init(role: 1, kind: 1, label: "l", text: "é"),
                    .init(role: 1, kind: 2, label: "", text: "n", attachment: 7, mediaType: "image/png"),
                ],
                model: "m",
                temperature: -1,
                maximumOutputTokens: 1,
                targetWords: 2,
                answerSchema: "{}",
                wantsPieces: true
            )
        ),
        .embed(EmbedCall(texts: ["a", "é"], model: "m")), .createBuffer(size: 4096),
        .fetch(FetchCall(url: "https://e/", maximumBytes: 1, timeout: 2, mediaTypes: "a/b")),
        .store(StoreCall(key: "k", mediaType: "a/b", content: .bytes([1]))),
        .store(StoreCall(key: "k", mediaType: "a/b", content: .buffer(number: 7, length: 1))),
        .cacheGet(key: "k"), .cachePut(key: "k", .bytes([1])),
        .map(MapCall(taskType: "t", parts: [.init(input: [123, 125], buffer: 7)], partDeadline: 1, concurrency: 2)),
    ]
}
