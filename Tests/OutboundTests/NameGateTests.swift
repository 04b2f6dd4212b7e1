// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import Outbound

/// Thousands of calls to one name start a few lookups.
@Suite(.timeLimit(.minutes(1)))
struct NameGateTests {
    private static let most = NameGate.lookups

    @Test func aFewLookTheNameUpAndTheOthersFollow() {
        var gate = NameGate()
        let went = (UInt64(1)...100).filter { gate.begin($0, name: "a", at: 0) }
        #expect(went == Array(1...UInt64(Self.most)))
        #expect(gate.leaders == Set(went))
        let released = gate.found(by: 2, at: 1)
        #expect(released == Array(UInt64(Self.most + 1)...100))
        #expect(gate.leaders.isEmpty)
        // Another leader's answer changes nothing, and its end calls nobody.
        let again = gate.found(by: 1, at: 1)
        let next = gate.end(1)
        #expect(again.isEmpty && next == nil)
        // Known for a while, then not any more.
        var goesOn = gate.begin(101, name: "a", at: NameGate.memory)
        #expect(goesOn && gate.leaders.isEmpty)
        goesOn = gate.begin(102, name: "a", at: 1.1 + NameGate.memory)
        #expect(goesOn && gate.leaders == [102])
    }

    @Test func namesDoNotWaitForEachOther() {
        var gate = NameGate()
        for call in 1...10 { _ = gate.begin(UInt64(call), name: "a", at: 0) }
        let goesOn = gate.begin(11, name: "b", at: 0)
        let released = gate.found(by: 11, at: 1)
        #expect(goesOn && released.isEmpty)
        #expect(gate.leaders == Set(1...UInt64(Self.most)))
    }

    /// Whose lookup fails makes room for the next; nobody waits for one that is gone.
    @Test func theNextTakesOver() {
        var gate = NameGate()
        let count = UInt64(Self.most + 3)
        for call in 1...count { _ = gate.begin(call, name: "a", at: 0) }
        // One that waits is cancelled.
        let most = UInt64(Self.most)
        let heirs = [most + 2, 1, 2, 3].map { gate.end($0) }
        #expect(heirs == [nil, most + 1, most + 3, nil])
        let none = (1...count).compactMap { gate.end($0) }
        #expect(none.isEmpty && gate.leaders.isEmpty)
        let goesOn = gate.begin(50, name: "a", at: 1)
        #expect(goesOn && gate.leaders == [50])
    }

    @Test func namesThatNobodyCallsAreForgotten() {
        var gate = NameGate()
        for number in 0..<5_000 {
            let call = UInt64(number)
            _ = gate.begin(call, name: "name \(number)", at: Double(number))
            _ = gate.found(by: call, at: Double(number))
        }
        #expect(
            Mirror(reflecting: gate).children.allSatisfy { child in
                (child.value as? any Collection).map { $0.count <= 1_001 } ?? true
            }
        )
    }
}
