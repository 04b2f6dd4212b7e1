// SPDX-License-Identifier: Apache-2.0
import Foundation
import Locks
import TaskABI
import Testing
import Waiting

@testable import TaskKit

/// A job that is to stop stops, whatever it waits for; and nothing it does afterwards reaches the host.
@Suite(.timeLimit(.minutes(1)))
struct CancellationTests {
    private let host = TestHost()

    private func begin(_ task: String, _ service: Wish.Service) async throws -> HostCall {
        try host.load(Awaiting(), Blocking(), ReadPage())
        let host = host
        Thread.detachNewThread { _ = try? host.start(1, task, input: #"{"service":"\#(service.rawValue)"}"#) }
        return try await eventually("the call") { host.calls.first }
    }

    /// The wait ends before the host answers; the answer that comes then is taken and dropped, with its buffer.
    @Test(
        arguments: [.complete, .embed, .fetch, .storeText, .cacheHit, .map, .buffer] as [Wish.Service],
        ["awaiting", "blocking"]
    )
    func aWaitEndsAtOnce(_ service: Wish.Service, _ task: String) async throws {
        let call = try await begin(task, service)
        try host.cancel(1, task)
        let end = try await eventually("the job's end") { host.ended.first }
        #expect(end.outcome == MORTISE_CANCELLED)
        #expect(end.code == "cancelled")
        switch service {
        case .fetch: try host.answer(call, fetched: [1], type: "text/plain")
        case .buffer: try host.answerBuffer(call)
        default: host.fail(call, MORTISE_CANCELLED)
        }
        #expect(host.ended.count == 1)
    }

    /// Goes on after it was cancelled, until the test lets it end.
    private struct Stubborn: AITask {
        struct Input: Decodable, Sendable {}
        typealias Result = Told
        static let name = "stubborn"
        static let version = "1.0.0"
        static let capabilities: Set<Capability> = [.fetch]
        let gate: AsyncStream<Void>
        func run(_ input: Input, in context: TaskContext) async throws -> Told {
            do {
                _ = try await context.fetch("https://a.example/")
            } catch let error as TaskError {
                context.log("\(error.class)")
            }
            // In a task of its own, which is not cancelled.
            await Task { for await _ in gate { break } }.value
            return Told(told: "done")
        }
    }

    /// The answer comes when nobody waits for it any more, and the job still runs.
    @Test func aBufferThatNobodyWaitsForIsGivenBack() async throws {
        let (gate, open) = AsyncStream<Void>.makeStream()
        try host.load(Stubborn(gate: gate))
        _ = try host.start(1, input: "{}")
        let fetch = try await eventually("the fetch") { host.calls.first }
        try host.cancel(1)
        try await eventually("the end of the wait") { host.lines == ["1 cancelled"] }
        try host.answer(fetch, fetched: [1, 2, 3], type: "text/plain")
        try await eventually("the buffer's return") { host.buffersOut == 0 }
        #expect(host.isRunning(1))
        open.yield()
        #expect(try await eventually("the job's end") { host.ended.first }.result == #"{"told":"done"}"#)
    }

    /// Computes until it is told to stop, and asks in each of the ways there are.
    private struct Computing: BlockingTask {
        struct Input: Decodable, Sendable {}
        typealias Result = Told
        static let name = "computing"
        static let version = "1.0.0"
        func run(_ input: Input, in context: BlockingContext) throws -> Told {
            context.log("computing")
            while true { try context.checkCancellation() }
        }
    }

    @Test func aLoopThatAsksStops() async throws {
        try host.load(Computing())
        let host = host
        Thread.detachNewThread { _ = try? host.start(1, input: "{}") }
        try await eventually("the first round") { !host.lines.isEmpty }
        try host.cancel(1)
        #expect(try await eventually("the job's end") { host.ended.first }.outcome == MORTISE_CANCELLED)
    }

    /// A host that says so through `is_cancelled` alone, as past a deadline.
    @Test func aDeadlineIsSeenWithoutBeingTold() async throws {
        try host.load(Computing())
        let host = host
        Thread.detachNewThread { _ = try? host.start(1, input: "{}") }
        try await eventually("the first round") { !host.lines.isEmpty }
        host.state.withLock { _ = $0.cancelled.insert(1) }
        #expect(try await eventually("the job's end") { host.ended.first }.outcome == MORTISE_CANCELLED)
    }

    /// Leaves a task behind that goes on when its job has ended.
    private struct Leaving: AITask {
        struct Input: Decodable, Sendable {}
        typealias Result = Told
        static let name = "leaving"
        static let version = "1.0.0"
        static let capabilities: Set<Capability> = [.complete]
        let late: @Sendable (any Error) -> Void
        func run(_ input: Input, in context: TaskContext) async throws -> Told {
            let services = context
            Task {
                while !services.isCancelled { await Task.yield() }
                services.log("too late")
                services.progress(1)
                services.partial("too late")
                do { _ = try await services.complete(Prompt([.instruction("too late")])) } catch { late(error) }
            }
            return Told(told: "left")
        }
    }

    @Test func nothingReachesTheHostAfterTheEnd() async throws {
        let (errors, error) = AsyncStream<any Error>.makeStream()
        try host.load(Leaving { error.yield($0) })
        _ = try host.start(1, input: "{}")
        for await late in errors {
            #expect((late as? TaskError)?.class == .cancelled)
            break
        }
        #expect(host.ended.count == 1)
        #expect(host.calls.isEmpty)
        #expect(host.lines.isEmpty)
        #expect(host.faults.isEmpty)
    }

    /// Two hundred blocking jobs wait at once, each on a thread of its own, and Swift's pool is free meanwhile.
    @Test func blockingJobsDoNotHoldThePool() async throws {
        try host.load(Awaiting(), Blocking(), ReadPage())
        let host = host
        for token in 1...200 {
            Thread.detachNewThread { _ = try? host.start(UInt64(token), "blocking", input: #"{"service":"complete"}"#) }
        }
        try await eventually("200 calls") { host.calls.count == 200 }
        #expect(await Task { 7 }.value == 7)
        for call in host.calls { host.answer(call, text: "answer \(call.token)") }
        try await eventually("200 ends") { host.ended.count == 200 }
        for end in host.ended { #expect(end.result.contains("answer \(end.token)\"")) }
    }
}
