// SPDX-License-Identifier: Apache-2.0
import Buffers
import Jobs
import ModuleProtocol
import Modules
import Services

extension SessionServices {
    /// Parts of one `map` at once, whatever its task asks for.
    static let concurrencyLimit = 32
    /// Seconds from the moment a part is asked to stop until its process is ended.
    private static let grace = 2.0

    /// Runs the parts in other processes, some at a time, in their order. However each of them ends, the call succeeds;
    /// it is cancelled with the job.
    @inline(never)
    func map(_ call: MapCall) async throws(JobError) -> [JobEnd] {
        guard !isPart else {
            throw JobError(.permanent, code: "not_permitted", message: "a part of a `map` cannot itself use `map`")
        }
        guard let runPart else { throw Self.unsupported("map") }
        // Looked up before anything runs: a wrong number is the caller's mistake, not a part's end.
        for part in call.parts where part.buffer != 0 { _ = try buffer(part.buffer) }
        let limit = call.concurrency == 0 ? host.mapConcurrency : Int(clamping: call.concurrency)
        let concurrency = max(1, min(limit, Self.concurrencyLimit, call.parts.count))
        var ends = [JobEnd?](repeating: nil, count: call.parts.count)
        await withTaskGroup(of: (Int, JobEnd).self) { group in
            var next = 0
            func begin() {
                guard next < call.parts.count else { return }
                let index = next
                next += 1
                group.addTask { (index, await self.run(index, call, runPart)) }
            }
            for _ in 0..<concurrency { begin() }
            while let (index, end) = await group.next() {
                ends[index] = end
                begin()
            }
        }
        if Task.isCancelled { throw Self.cancelled }
        return bounded(ends)
    }

    private func run(_ index: Int, _ call: MapCall, _ runPart: PartRunner) async -> JobEnd {
        if Task.isCancelled { return .failed(WireError(Self.cancelled)) }
        let part = call.parts[index]
        let left = secondsLeft
        let seconds = call.partDeadline == 0 ? left : min(left, Double(call.partDeadline) / 1000)
        guard seconds > 0 else {
            return .failed(
                WireError(JobError(.retryable, code: "timed_out", message: "no time of the job was left for this part"))
            )
        }
        let job = ModuleJob(
            id: owner.job,
            taskType: call.taskType,
            attempt: owner.attempt,
            input: part.input,
            settings: owner.settings,
            softTimeout: seconds,
            hardTimeout: seconds + Self.grace,
            partIndex: index,
            partCount: call.parts.count,
            // A buffer that was released meanwhile is absent: its content is gone anyway.
            buffer: part.buffer == 0 ? nil : buffers.file(part.buffer)
        )
        let services = SessionServices(part: index, part, taskType: call.taskType, of: self, seconds: seconds)
        return Self.pastDeadline(await runPart(job, services), since: services.end, seconds)
    }

    /// A part that stopped because its time was up says "cancelled"; for the job it ran out of time.
    private static func pastDeadline(_ end: JobEnd, since: ContinuousClock.Instant, _ seconds: Double) -> JobEnd {
        guard case .failed(let error) = end, error.outcome == 3, !Task.isCancelled, ContinuousClock.now >= since else {
            return end
        }
        return .failed(
            WireError(JobError(.retryable, code: "timed_out", message: "the part did not end within \(seconds) s"))
        )
    }

    /// The results that one answer can carry; those beyond are told as failures.
    private func bounded(_ ends: [JobEnd?]) -> [JobEnd] {
        var room = FrameLimits.document
        return ends.map { end in
            guard let end else { return .failed(WireError(Self.cancelled)) }
            guard case .succeeded(let result) = end else { return end }
            room -= result.count
            guard room < 0 else { return end }
            room += result.count
            return .failed(
                WireError(
                    JobError(
                        .permanent,
                        code: "result_too_large",
                        message: "the results of all parts have more than \(FrameLimits.document >> 20) MiB; return "
                            + "less from each, or store it"
                    )
                )
            )
        }
    }
}
