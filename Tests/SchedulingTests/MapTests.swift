// SPDX-License-Identifier: Apache-2.0
import Buffers
import Jobs
import Locks
import ModuleProtocol
import Modules
import Services
import StandIns
import Testing
import Waiting

@testable import Scheduling

/// Parts of a job, run by whatever runs them.
@Suite(.timeLimit(.minutes(1)))
struct MapTests {
    /// Runs parts as a script says, and counts how many run at once.
    private final class Parts: Sendable {
        private struct State {
            var running = 0
            var most = 0
            var jobs: [ModuleJob] = []
        }
        private let state = Lock(State())
        private let script: @Sendable (ModuleJob, any JobServices) async -> JobEnd

        init(_ script: @escaping @Sendable (ModuleJob, any JobServices) async -> JobEnd) { self.script = script }

        var most: Int { state.withLock { $0.most } }
        var running: Int { state.withLock { $0.running } }
        var jobs: [ModuleJob] { state.withLock { $0.jobs } }

        var run: PartRunner {
            { job, services in
                self.state.withLock {
                    $0.running += 1
                    $0.most = max($0.most, $0.running)
                    $0.jobs.append(job)
                }
                let end = await self.script(job, services)
                self.state.withLock { $0.running -= 1 }
                return end
            }
        }
    }

    private func call(
        _ inputs: [String],
        deadline: UInt64 = 0,
        concurrency: UInt32 = 0,
        buffer: UInt64 = 0
    ) -> MapCall {
        MapCall(
            taskType: "page",
            parts: inputs.map { MapCall.Part(input: Array($0.utf8), buffer: buffer) },
            partDeadline: deadline,
            concurrency: concurrency
        )
    }

    private func ends(_ reply: HostReply) -> [JobEnd]? {
        if case .mapped(let ends) = reply.reply { return ends }
        return nil
    }

    @Test func eachPartHasItsEndInOrder() async throws {
        let parts = Parts { job, _ in
            // The later ones end first.
            await Task.yield()
            if job.partIndex == 3 { return .failed(WireError(outcome: 4, code: "part_crashed", message: "it died")) }
            return .succeeded(result: job.input)
        }
        try await ServicesBench.with(runPart: parts.run) { bench in
            let inputs = (0..<10).map { #"{"n":\#($0)}"# }
            let ends = try #require(ends(await bench.call(.map(call(inputs, concurrency: 4)))))
            #expect(ends.count == 10)
            for (index, end) in ends.enumerated() {
                switch end {
                case .succeeded(let result): #expect(result == Array(inputs[index].utf8) && index != 3)
                case .failed(let error): #expect(error.code == "part_crashed" && error.outcome == 4 && index == 3)
                }
            }
            let job = try #require(parts.jobs.first { $0.partIndex == 2 })
            #expect(job.partCount == 10 && job.taskType == "page" && job.attempt == 2)
            #expect(job.id == bench.services.owner.job && job.settings == Array(#"{"a":1}"#.utf8))
        }
    }

    @Test(arguments: [(1, 1), (3, 3), (0, 2), (1_000, 32)])
    func soManyRunAtOnce(_ asked: UInt32, _ most: Int) async throws {
        let gate = Gate()
        let parts = Parts { job, _ in
            await gate.pass()
            return .succeeded(result: job.input)
        }
        try await ServicesBench.with(runPart: parts.run) { bench in
            let inputs = (0..<60).map { #"{"n":\#($0)}"# }
            let mapped = Task { await bench.call(.map(call(inputs, concurrency: asked))) }
            try await eventually("as many as may run") { parts.running == most }
            gate.open()
            #expect(ends(await mapped.value)?.count == 60)
            #expect(parts.most == most)
        }
    }

    @Test func aPartHasItsOwnDeadlineWithinTheJobs() async throws {
        let parts = Parts { job, _ in .succeeded(result: job.input) }
        try await ServicesBench.with(runPart: parts.run, seconds: 1_000) { bench in
            for (asked, expected) in [(2_500, 2.5...2.5), (0, 500...1_000), (60_000_000, 500...1_000)]
                as [(UInt64, ClosedRange<Double>)]
            {
                _ = await bench.call(.map(call(["{}"], deadline: asked)))
                let job = try #require(parts.jobs.last)
                #expect(expected.contains(job.softTimeout))
                #expect(job.hardTimeout > job.softTimeout)
            }
        }
    }

    /// One that stops because its time is up is worth another attempt; it was not cancelled.
    @Test func aPartPastItsDeadlineTimedOut() async throws {
        let parts = Parts { job, _ in
            try? await Task.sleep(for: .seconds(job.softTimeout))
            return .failed(WireError(outcome: 3, code: "cancelled", message: "stopped"))
        }
        try await ServicesBench.with(runPart: parts.run) { bench in
            let ends = try #require(ends(await bench.call(.map(call(["{}"], deadline: 50)))))
            guard case .failed(let error) = ends[0] else { Issue.record("it succeeded"); return }
            #expect(error.code == "timed_out" && error.outcome == 1)
        }
    }

    @Test func withoutTimeLeftNothingRuns() async throws {
        let parts = Parts { job, _ in .succeeded(result: job.input) }
        try await ServicesBench.with(runPart: parts.run, seconds: 0) { bench in
            let ends = try #require(ends(await bench.call(.map(call(["{}", "{}"])))))
            #expect(ends.count == 2 && parts.jobs.isEmpty)
        }
    }

    @Test func partsEndWithTheirJob() async throws {
        let parts = Parts { _, _ in
            try? await Task.sleep(for: .seconds(600))
            return .failed(WireError(outcome: 3, code: "cancelled", message: "stopped"))
        }
        try await ServicesBench.with(runPart: parts.run) { bench in
            let mapped = Task { await bench.call(.map(call(["{}", "{}", "{}"], concurrency: 2))) }
            try await eventually("two parts") { parts.running == 2 }
            mapped.cancel()
            guard case .failed(let error) = await mapped.value.reply else { Issue.record("it was answered"); return }
            #expect(error.outcome == 3)
            #expect(parts.running == 0)
            // The third was not begun.
            #expect(parts.jobs.count == 2)
        }
    }

    @Test func aPartCannotMap() async throws {
        let parts = Parts { job, services in
            let inner = MapCall(taskType: "page", parts: [], partDeadline: 0, concurrency: 0)
            guard case .failed(let error) = await services.perform(.map(inner), pieces: { _ in }).reply else {
                return .succeeded(result: job.input)
            }
            return .failed(error)
        }
        try await ServicesBench.with(runPart: parts.run) { bench in
            let ends = try #require(ends(await bench.call(.map(call(["{}"])))))
            guard case .failed(let error) = ends[0] else { Issue.record("a part mapped"); return }
            #expect(error.code == "not_permitted" && error.outcome == 2)
        }
    }

    /// Model calls of parts that run at the same time do not share their counting; what they cost is the job's.
    @Test func partsHaveTheirOwnCallsBuffersAndNoProgress() async throws {
        let parts = Parts { job, services in
            let request = CompletionCall(
                parts: [.init(role: 1, kind: 0, label: "", text: "same")],
                model: "",
                temperature: -1,
                maximumOutputTokens: 0,
                targetWords: 0
            )
            services.progress(done: 1, total: 1, note: "of a part")
            services.partial("of a part")
            _ = try? services.buffers.create(size: 10)
            guard case .completed(let answer) = await services.perform(.complete(request), pieces: { _ in }).reply
            else {
                return .failed(WireError(outcome: 2, code: "none", message: ""))
            }
            return .succeeded(result: Array(answer.text.utf8))
        }
        try await ServicesBench.with(runPart: parts.run) { bench in
            let ends = try #require(ends(await bench.call(.map(call(["{}", "{}", "{}"], concurrency: 3)))))
            #expect(Set(ends).count == 3)
            #expect(bench.provider.requests.count == 3)
            #expect(bench.services.session.usage.answers == 3)
            #expect(bench.services.models == ["m"])
            #expect(bench.services.buffers.room == BufferAccount.byteLimit)
            let view = bench.board.view(of: bench.services.owner.job)
            #expect(view?.hasProgress == false && view?.partial.isEmpty == true)
        }
    }

    @Test func aPartGetsTheBufferItWasGiven() async throws {
        let parts = Parts { job, _ in
            .succeeded(result: (try? job.buffer?.bytes()) ?? Array("none".utf8))
        }
        try await ServicesBench.with(runPart: parts.run) { bench in
            let file = try MemoryFile.holding(Array("page".utf8))
            let number = try bench.services.buffers.keep(file)
            let found = try #require(ends(await bench.call(.map(call(["{}"], buffer: number)))))
            #expect(found == [.succeeded(result: Array("page".utf8))])
            #expect(await bench.failure(.map(call(["{}", "{}"], buffer: 88_888)))?.code == "no_such_buffer")
            #expect(parts.jobs.count == 1)
        }
    }

    @Test func moreResultsThanAnAnswerHoldsAreFailures() async throws {
        let parts = Parts { _, _ in .succeeded(result: [UInt8](repeating: 32, count: 6 << 20)) }
        try await ServicesBench.with(runPart: parts.run) { bench in
            let ends = try #require(ends(await bench.call(.map(call(["{}", "{}", "{}"])))))
            guard case .failed(let error) = ends[2] else { Issue.record("all were given"); return }
            #expect(error.code == "result_too_large")
            guard case .succeeded = ends[1] else { Issue.record("too few were given"); return }
        }
    }
}
