// SPDX-License-Identifier: Apache-2.0
import ModuleProtocol
import Testing

/// Neither side traps or believes anything, whatever the other one sends.
@Suite(.timeLimit(.minutes(2)))
struct MalformedFrameTests {
    /// Every cut of a payload is noticed. The large messages are cut at their ends, where their fields are.
    private static func cuts(_ count: Int) -> [Int] {
        count < 2000 ? Array(0..<count) : Array(0..<500) + Array(count - 500..<count)
    }

    @Test(arguments: Messages.fromHost.indices)
    func aHostMessageCutAnywhereIsRefused(_ index: Int) throws {
        let whole = try #require(try frames(Messages.fromHost[index].encoded()).first)
        for count in Self.cuts(whole.payload.count) {
            #expect(throws: FrameError.self, "cut at \(count)") {
                try HostMessage(Frame(kind: whole.kind, payload: whole.payload.prefix(count)))
            }
        }
    }

    @Test(arguments: Messages.fromModule.indices)
    func aModuleMessageCutAnywhereIsRefused(_ index: Int) throws {
        let whole = try #require(try frames(Messages.fromModule[index].encoded()).first)
        for count in Self.cuts(whole.payload.count) {
            #expect(throws: FrameError.self, "cut at \(count)") {
                try ModuleMessage(Frame(kind: whole.kind, payload: whole.payload.prefix(count)))
            }
        }
    }

    @Test func oneByteTooManyIsRefused() throws {
        for message in Messages.fromHost {
            let whole = try #require(try frames(message.encoded()).first)
            #expect(throws: FrameError.self) { try HostMessage(frame(whole.kind, whole.payload + [0])) }
        }
        for message in Messages.fromModule {
            let whole = try #require(try frames(message.encoded()).first)
            #expect(throws: FrameError.self) { try ModuleMessage(frame(whole.kind, whole.payload + [0])) }
        }
    }

    @Test func unknownKindsAreRefused() {
        for kind in UInt8.min...UInt8.max {
            if !(1...5).contains(kind) { #expect(throws: FrameError.self) { try HostMessage(frame(kind, [])) } }
            // 4 was an answer's failure once.
            if kind == 4 || !(1...13).contains(kind) {
                #expect(throws: FrameError.self) { try ModuleMessage(frame(kind, [])) }
            }
        }
    }

    @Test(arguments: [UInt32.max, 0x7FFF_FFFF, UInt32(FrameLimits.sentence) + 1])
    func aLengthBombIsRefusedBeforeItsTextIsLookedFor(_ size: UInt32) {
        #expect(throws: FrameError.self) { try ModuleMessage(frame(2, length(size))) }
    }

    @Test func textOverItsLimitIsRefusedThoughItIsAllThere() {
        let text = [UInt8](repeating: 0x61, count: FrameLimits.sentence + 1)
        #expect(throws: FrameError.self) { try ModuleMessage(frame(7, length(UInt32(text.count)) + text)) }
        #expect(throws: Never.self) {
            try ModuleMessage(frame(7, length(UInt32(FrameLimits.sentence)) + text.dropLast()))
        }
    }

    /// Their entries need not be there: a count is held against its limit first.
    @Test func countsOverTheirLimitsAreRefused() {
        let empty = length(0)
        // tier, notes
        let notes = [3] + length(UInt32(FrameLimits.notes) + 1)
        #expect(throws: FrameError.self) {
            try ModuleMessage(frame(8, notes + (0...FrameLimits.notes).flatMap { _ in empty }))
        }
        #expect(throws: FrameError.self) { try ModuleMessage(frame(8, [4] + empty)) }
        // name, version, abi, task types
        let types = empty + empty + length(0) + length(UInt32(FrameLimits.taskTypes) + 1)
        let type = empty + empty + empty + empty + [UInt8](repeating: 0, count: 8)
        #expect(throws: FrameError.self) {
            try ModuleMessage(frame(1, types + (0...FrameLimits.taskTypes).flatMap { _ in type }))
        }
        let part: [UInt8] = [0, 0] + empty + empty + [UInt8](repeating: 0, count: 8) + empty
        let parts = [UInt8](repeating: 0, count: 17) + length(UInt32(FrameLimits.parts) + 1)
        let rest = empty + [UInt8](repeating: 0, count: 12) + empty + [0]
        #expect(throws: FrameError.self) {
            try ModuleMessage(frame(5, parts + (0...FrameLimits.parts).flatMap { _ in part } + rest))
        }
    }

    @Test(
        arguments: [[0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xE2, 0x82]] as [[UInt8]]
    )
    func textThatIsNoUTF8IsRefused(_ bytes: [UInt8]) {
        #expect(throws: FrameError.self) { try ModuleMessage(frame(7, length(UInt32(bytes.count)) + bytes)) }
    }

    /// The same 10,000 mutations every time; the test is that none of them traps, and that what is still read
    /// comes back the same, byte for byte, when it is written and read again.
    @Test func mutationsAreReadOrRefused() throws {
        var random = SplitMix64(state: 0x6D6F_7274_6973_6521)
        // The largest messages would spend the time on bytes that nothing depends on.
        let valid = (Messages.fromHost.map { $0.encoded() } + Messages.fromModule.map { $0.encoded() })
            .filter { $0.count < 10_000 }
        var refused = 0
        for _ in 0..<10_000 {
            var bytes = try #require(valid.randomElement(using: &random))
            for _ in 0..<Int.random(in: 1...4, using: &random) { mutate(&bytes, &random) }
            do {
                for frame in try frames(bytes) {
                    if let message = try? HostMessage(frame) {
                        let again = try HostMessage(try #require(try frames(message.encoded()).first))
                        if again.encoded() != message.encoded() { Issue.record("\(message) became \(again)") }
                    } else {
                        refused += 1
                    }
                    if let message = try? ModuleMessage(frame) {
                        let again = try ModuleMessage(try #require(try frames(message.encoded()).first))
                        if again.encoded() != message.encoded() { Issue.record("\(message) became \(again)") }
                    }
                }
            } catch is FrameError {
                refused += 1
            }
        }
        #expect(refused > 1000)
    }

    private func mutate(_ bytes: inout [UInt8], _ random: inout SplitMix64) {
        guard !bytes.isEmpty else { return bytes.append(0) }
        let index = Int.random(in: 0..<bytes.count, using: &random)
        switch Int.random(in: 0..<6, using: &random) {
        case 0: bytes[index] ^= 1 << UInt8.random(in: 0..<8, using: &random)
        case 1: bytes[index] = UInt8.random(in: .min ... .max, using: &random)
        case 2: bytes.remove(at: index)
        case 3: bytes.insert(UInt8.random(in: .min ... .max, using: &random), at: index)
        case 4: bytes.removeSubrange(index...)
        default:
            for offset in 0..<min(4, bytes.count - index) { bytes[index + offset] = 0xFF }
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
