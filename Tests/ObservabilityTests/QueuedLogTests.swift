// SPDX-License-Identifier: Apache-2.0
import Foundation
import Glibc
import Testing

@testable import Observability

/// A log whose reader is slow, gone, or a person.
@Suite(.timeLimit(.minutes(1)), .serialized)
struct QueuedLogTests {
    /// A pipe's two ends, closed afterwards.
    private func withPipe(_ body: (_ read: Int32, _ write: Int32) async throws -> Void) async throws {
        var ends: [Int32] = [-1, -1]
        try #require(pipe(&ends) == 0)
        defer { for end in ends { close(end) } }
        try await body(ends[0], ends[1])
    }

    private static func lines(_ descriptor: Int32, until isEnough: (String) -> Bool) -> [String] {
        var text = ""
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while !isEnough(text) {
            let count = read(descriptor, &buffer, buffer.count)
            guard count > 0 else { break }
            text += String(decoding: buffer[..<count], as: UTF8.self)
        }
        return text.split(separator: "\n").map(String.init)
    }

    @Test func aFullPipeLosesLinesAndSaysHowMany() async throws {
        try await withPipe { reading, writing in
            let sink = try QueuedLog(descriptor: writing, readable: false, limit: 64 << 10)
            let log = Logger(sink)
            // Nobody reads: the pipe takes 64 KiB, the queue as much again. A log that waited would hang here.
            for number in 0..<5_000 { log.info("line \(number)", ["padding": String(repeating: "x", count: 100)]) }
            let dropped = sink.dropped
            #expect(dropped > 2_000 && dropped < 5_000)
            // Beside the test, because it blocks.
            let reader = Task.detached { Self.lines(reading) { $0.contains("the end") } }
            sink.flush(within: 30)
            log.info("the end")
            let found = await reader.value
            let told = found.filter { $0.contains("log lines were lost") }
                .compactMap { $0.firstMatch(of: /"lines":"(\d+)"/).flatMap { Int($0.1) } }.reduce(0, +)
            #expect(told == dropped)
            #expect(found.count { $0.contains("padding") } == 5_000 - dropped)
            #expect(sink.dropped == dropped)
        }
    }

    @Test func linesComeWholeAndInOrder() async throws {
        try await withPipe { reading, writing in
            let sink = try QueuedLog(descriptor: writing, readable: false)
            let log = Logger(sink).with("site", "blog")
            for number in 0..<1_000 { log.info("n", ["job_id": "\(number)"]) }
            let found = Self.lines(reading) { $0.contains("\"job_id\":\"999\"") }
            #expect(found.count == 1_000)
            let decoder = JSONDecoder()
            decoder.keyDecodingStrategy = .convertFromSnakeCase
            for (number, line) in found.enumerated() {
                struct Line: Decodable { let time, level, message, site, jobId: String }
                let read = try decoder.decode(Line.self, from: Data(line.utf8))
                #expect(read.jobId == "\(number)" && read.site == "blog" && read.level == "info")
            }
            sink.flush(within: 5)
            #expect(sink.dropped == 0)
        }
    }

    @Test func aReaderThatIsGoneDisturbsNobody() async throws {
        var ends: [Int32] = [-1, -1]
        try #require(pipe(&ends) == 0)
        signal(SIGPIPE, SIG_IGN)
        close(ends[0])
        let sink = try QueuedLog(descriptor: ends[1], readable: false)
        for number in 0..<100 { Logger(sink).info("line \(number)") }
        sink.flush(within: 10)
        #expect(sink.dropped == 0)
        close(ends[1])
    }

    @Test func aFlushWaitsNoLongerThanItMay() async throws {
        try await withPipe { reading, writing in
            let sink = try QueuedLog(descriptor: writing, readable: true, limit: 1 << 20)
            for _ in 0..<3_000 { Logger(sink).info(String(repeating: "x", count: 100)) }
            let before = ContinuousClock.now
            sink.flush(within: 0.1)
            #expect(ContinuousClock.now - before >= .milliseconds(80))
            // Read on a thread of this test, so that the sink's own can end.
            _ = Self.lines(reading) { $0.utf8.count > 250_000 }
        }
    }
}
