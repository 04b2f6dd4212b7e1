// SPDX-License-Identifier: Apache-2.0
import ModuleProtocol
import Testing

@Suite(.timeLimit(.minutes(1)))
struct AssemblerTests {
    private let stream = [
        HostMessage.cancel(token: 1),
        .answer(
            call: 2,
            .completed(CompletionReply(text: "ab", model: "m", inputTokens: 3, outputTokens: 4, number: 1))
        ),
        .cancel(token: 5),
    ]

    @Test func everySplitPointGivesTheSameFrames() throws {
        let bytes = stream.flatMap { $0.encoded() }
        for split in 0...bytes.count {
            var assembler = FrameAssembler()
            var found: [HostMessage] = []
            for piece in [bytes[..<split], bytes[split...]] {
                feed(&assembler, piece)
                while let frame = try assembler.next() { found.append(try HostMessage(frame)) }
            }
            #expect(found == stream, "split at \(split)")
            #expect(assembler.pending == 0)
        }
    }

    @Test func byteByByteGivesTheSameFrames() throws {
        var assembler = FrameAssembler()
        var found: [HostMessage] = []
        for byte in stream.flatMap({ $0.encoded() }) {
            feed(&assembler, [byte])
            while let frame = try assembler.next() { found.append(try HostMessage(frame)) }
        }
        #expect(found == stream)
    }

    /// What was read is let go of, so that a long connection does not grow without end.
    @Test func aLongStreamDoesNotPileUp() throws {
        var assembler = FrameAssembler()
        let message = ModuleMessage.fault(line: String(repeating: "x", count: 1000)).encoded()
        for number in 0..<5000 {
            feed(&assembler, message)
            // Always one behind, so that the buffer never becomes empty by itself.
            guard number > 0 else { continue }
            #expect(try assembler.next() != nil)
            #expect(assembler.pending == message.count)
        }
    }

    @Test(arguments: [0, UInt32(FrameLimits.frame) + 1, .max, 0x8000_0000])
    func aFrameOfAnImpossibleLengthIsRefusedBeforeItsBytesCome(_ size: UInt32) {
        var assembler = FrameAssembler()
        feed(&assembler, length(size))
        #expect(throws: FrameError.self) { try assembler.next() }
    }

    @Test func aFrameOfTheLargestLengthIsWaitedFor() throws {
        var assembler = FrameAssembler()
        feed(&assembler, length(UInt32(FrameLimits.frame)) + [7])
        #expect(try assembler.next() == nil)
        #expect(assembler.pending == 5)
    }

    @Test func lessThanALengthIsNoFrame() throws {
        var assembler = FrameAssembler()
        #expect(try assembler.next() == nil)
        feed(&assembler, [1, 0, 0])
        #expect(try assembler.next() == nil)
    }
}
