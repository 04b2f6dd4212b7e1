// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import Modules

/// What a module says too often, and what its process prints.
@Suite(.timeLimit(.minutes(1)))
struct ThinningTests {
    private let now = ContinuousClock.now
    private func report(_ done: UInt64) -> ProgressReport { ProgressReport(done: done, total: 10, note: "") }

    @Test func aFewReportsASecondPassAndTheLastOneAlways() {
        var thinning = ProgressThinning()
        #expect(thinning.report(report(1), at: now) == .pass)
        #expect(thinning.report(report(2), at: now + .milliseconds(50)) == .wait(.milliseconds(200)))
        for number in 3...9 {
            #expect(thinning.report(report(UInt64(number)), at: now + .milliseconds(60)) == .replaced)
        }
        #expect(thinning.due(at: now + .milliseconds(250)) == report(9))
        #expect(thinning.due(at: now + .milliseconds(251)) == nil)
        // The pause runs from there.
        #expect(thinning.report(report(10), at: now + .milliseconds(300)) == .wait(.milliseconds(200)))
        #expect(thinning.due(at: now + .milliseconds(500)) == report(10))
        #expect(thinning.report(report(11), at: now + .seconds(1)) == .pass)
    }

    @Test func aSecondOfLogLinesIsLimitedAndTheRestCounted() {
        var thinning = LogThinning()
        thinning.drop(3)
        #expect(thinning.line(at: now) == .writeAfter(dropped: 3))
        for _ in 1..<LogThinning.limit { #expect(thinning.line(at: now) == .write) }
        for _ in 0..<7 { #expect(thinning.line(at: now) == .drop) }
        #expect(thinning.line(at: now + .seconds(1)) == .writeAfter(dropped: 7))
    }

    @Test func outputBecomesLinesHoweverItIsCut() {
        let text = "one\n\ntwo \u{e9}\nthree"
        for piece in 1...7 {
            var output = OutputLines()
            var lines: [String] = []
            var rest = Array(text.utf8)[...]
            while !rest.isEmpty {
                lines += output.take(Array(rest.prefix(piece))).lines
                rest = rest.dropFirst(piece)
            }
            #expect(lines == ["one", "two é"])
            #expect(output.rest() == "three")
            #expect(output.rest() == nil)
        }
    }

    @Test func longLinesAreCutAndManyAreCounted() {
        var output = OutputLines()
        let long = output.take([UInt8](repeating: 65, count: 2_500))
        #expect(long.lines.map(\.count) == [1_000, 1_000])
        #expect(output.rest()?.count == 500)
        let many = output.take(Array(String(repeating: "x\n", count: 1_000).utf8))
        #expect(many.lines.count == OutputLines.pieceLimit)
        #expect(many.more == 1_000 - OutputLines.pieceLimit)
        #expect(output.rest() == nil)
        #expect(output.take(Array((String(repeating: "x\n", count: 100) + "tail").utf8)).more == 36)
        #expect(output.rest() == "tail")
    }

    @Test func whatMovesACursorIsNotShown() {
        let shown = OutputLines.shown(Array("a\u{1B}[2Jb\r\u{0}\u{7F}\u{9B}\u{202E}c\td".utf8)[...])
        #expect(shown == "a?[2Jb?????c d")
        #expect(OutputLines.shown([0xFF, 0x41]) == "\u{FFFD}A")
    }

    @Test func deathsInARowAreFollowedByAGrowingWait() {
        var loop = CrashLoop()
        for _ in 0..<CrashLoop.patience { #expect(loop.died(at: now) == nil) }
        #expect(loop.wait(at: now) == 0)
        for expected in [0.1, 0.2, 0.4, 0.8] {
            #expect(abs((loop.died(at: now) ?? 0) - expected) < 0.000_001)
        }
        #expect(loop.wait(at: now) > 0.7)
        loop.worked()
        #expect(loop.wait(at: now) == 0)
        #expect(loop.died(at: now) == nil)
    }

    @Test func limitsAreSoftBeforeTheyAreHard() {
        let limits = ProcessLimits(resident: 1_000 << 20, threads: 100)
        func verdict(_ change: (inout ProcessFacts) -> Void) -> String {
            var facts = ProcessFacts(resident: 1 << 20, descriptors: 5, descriptorLimit: 64, threads: 4)
            change(&facts)
            return switch limits.verdict(facts) {
            case .fine: "fine"
            case .retire(let reason): "retire: \(reason)"
            case .kill(let reason): "kill: \(reason)"
            }
        }
        #expect(verdict { _ in } == "fine")
        #expect(verdict { $0.resident = 750 << 20 } == "fine")
        #expect(verdict { $0.resident = 751 << 20 } == "retire: it holds 751 MiB of memory; 1000 are allowed")
        #expect(verdict { $0.resident = 1_001 << 20 } == "kill: it holds 1001 MiB of memory; 1000 are allowed")
        #expect(verdict { $0.descriptors = 49 } == "retire: it has 49 descriptors open; 64 are allowed")
        #expect(verdict { $0.threads = 76 } == "retire: it has 76 threads; 100 are allowed")
        #expect(verdict { $0.threads = 101 } == "kill: it has 101 threads; 100 are allowed")
        #expect(ProcessLimits(resident: 0).verdict(ProcessFacts(resident: 1 << 40)) == .fine)
    }
}
