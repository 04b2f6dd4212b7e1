// SPDX-License-Identifier: Apache-2.0
import ModuleProtocol

/// One message of every kind, with the extremes of every field.
enum Messages {
    private static let long = String(repeating: "é", count: FrameLimits.word / 2)
    private static let sentence = String(repeating: "s", count: FrameLimits.sentence)
    private static let odd = "\u{0}\u{FEFF}👩‍👩‍👧‍👦\u{202E}\n"
    private static let document = [UInt8](repeating: 0xFF, count: 300_000)

    static let fromHost: [HostMessage] = [
        .start(start(token: .max, id: long, input: document, settings: document.prefix(FrameLimits.schema))),
        .start(start(token: 0, id: "", input: [], settings: [])),
        .start(start(token: 1, id: odd, input: Array("{}".utf8), settings: Array("{}".utf8))),
        .cancel(token: 0),
        .cancel(token: .max),
        .answer(
            call: .max,
            .completed(CompletionReply(text: odd, model: long, inputTokens: .max, outputTokens: 0, number: 1))
        ),
        .answer(
            call: 0,
            .completed(CompletionReply(text: "", model: "", inputTokens: 0, outputTokens: .max, number: 1))
        ),
        .answer(call: 7, .failed(error(1))),
        .answer(call: 7, .failed(WireError(outcome: 4, code: "", message: "", retryAfter: 0))),
    ]

    static let fromModule: [ModuleMessage] = [
        .sealed(tier: 3, notes: Array(repeating: odd, count: FrameLimits.notes)),
        .sealed(tier: 0, notes: []),
        .ready(hello(types: FrameLimits.taskTypes)),
        .ready(hello(types: 0)),
        .refused(reason: sentence),
        .refused(reason: ""),
        .finished(token: .max, .succeeded(result: document)),
        .finished(token: 0, .succeeded(result: [])),
        .finished(token: 3, .failed(error(2))),
        .finished(token: 3, .failed(error(3))),
        .call(number: .max, token: .max, .complete(call(parts: FrameLimits.parts, temperature: .min))),
        .call(number: 0, token: 0, .complete(call(parts: 0, temperature: .max))),
        .log(token: 0, level: 255, line: sentence),
        .log(token: .max, level: 0, line: odd),
        .fault(line: ""),
        .fault(line: odd),
    ]

    private static func start(
        token: UInt64,
        id: String,
        input: [UInt8],
        settings: some Sequence<UInt8>
    ) -> JobStart {
        JobStart(
            token: token,
            id: id,
            taskType: "post_summary",
            attempt: token == 0 ? 0 : .max,
            deadline: token,
            input: input,
            settings: Array(settings)
        )
    }

    private static func error(_ outcome: UInt8) -> WireError {
        WireError(outcome: outcome, code: long, message: sentence, retryAfter: .max)
    }

    private static func hello(types: Int) -> ModuleHello {
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
                    capabilities: .max
                )
            }
        )
    }

    private static func call(parts: Int, temperature: Int32) -> CompletionCall {
        CompletionCall(
            parts: (0..<parts).map {
                CompletionCall.Part(role: UInt8($0 % 3), kind: UInt8($0 % 2), label: odd, text: "part \($0)")
            },
            model: odd,
            temperature: temperature,
            maximumOutputTokens: .max,
            targetWords: .max
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
