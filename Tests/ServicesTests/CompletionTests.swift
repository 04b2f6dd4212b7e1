// SPDX-License-Identifier: Apache-2.0
import Jobs
import Observability
import Providers
import Queue
import Services
import StandIns
import Testing

/// The promise of the service: what was answered once is never asked again by the same job.
@Suite(.timeLimit(.minutes(1)))
struct CompletionTests {
    private let lines = CollectedLines()

    private func service(_ provider: ScriptedProvider, _ memo: MemoryMemo) -> CompletionService {
        CompletionService(provider: provider, memo: memo, clock: StillClock(), log: Logger(lines))
    }

    private func job(_ text: String = "job-1") throws -> JobID { try #require(JobID(text)) }

    private func request(_ text: String = "text", temperature: Double? = nil) -> CompletionRequest {
        CompletionRequest(
            parts: [CompletionRequest.Part(role: .user, kind: .instruction, text: text)],
            temperature: temperature
        )
    }

    @Test func aRecordedAnswerIsNeverAskedForAgain() async throws {
        let provider = ScriptedProvider.counting()
        let memo = MemoryMemo()
        let service = service(provider, memo)
        let first = try await service.session(for: try job()).complete(request())
        for _ in 0..<3 {
            #expect(try await service.session(for: try job()).complete(request()) == first)
        }
        // Nor by another host on the same data.
        let second = self.service(provider, memo)
        #expect(try await second.session(for: try job()).complete(request()) == first)
        #expect(provider.calls == 1)
        #expect(memo.begun.count == 1)
    }

    @Test func anotherJobAsksForItself() async throws {
        let provider = ScriptedProvider.counting()
        let service = service(provider, MemoryMemo())
        _ = try await service.session(for: try job("a")).complete(request())
        _ = try await service.session(for: try job("b")).complete(request())
        #expect(provider.calls == 2)
    }

    @Test func everyPartOfARequestMatters() async throws {
        let provider = ScriptedProvider.counting()
        let session = service(provider, MemoryMemo()).session(for: try job())
        var requests = [request(), request("other"), request(temperature: 0.1), request(temperature: 0.2)]
        for role in [CompletionRequest.Part.Role.system, .assistant] {
            requests.append(request())
            requests[requests.count - 1].parts[0].role = role
        }
        requests.append(request())
        requests[requests.count - 1].targetWords = 5
        requests.append(request())
        requests[requests.count - 1].model = "m"
        for request in requests { _ = try await session.complete(request) }
        #expect(provider.calls == requests.count)
    }

    /// A task may ask the same question twice and want two answers; its next run gets the same two.
    @Test func identicalRequestsAreToldApartByTheirOccurrence() async throws {
        let provider = ScriptedProvider.counting()
        let memo = MemoryMemo()
        let service = service(provider, memo)
        for _ in 0..<2 {
            let session = service.session(for: try job())
            #expect(try await session.complete(request()).text == "answer 0")
            #expect(try await session.complete(request()).text == "answer 1")
        }
        #expect(provider.calls == 2)
        #expect(Set(memo.answers.keys.map(\.occurrence)) == [0, 1])
        #expect(Set(memo.answers.keys.map(\.request)).count == 1)
    }

    @Test func theModelsThatAnsweredAreKnownWithoutRepeats() async throws {
        let provider = ScriptedProvider { number, _ in .success(answer(number, model: number == 1 ? "b" : "a")) }
        let session = service(provider, MemoryMemo()).session(for: try job())
        for number in 0..<3 { _ = try await session.complete(request("\(number)")) }
        #expect(session.models == ["a", "b"])
    }

    @Test func aRecordThatCannotBeReadIsNotAskedForAnew() async throws {
        let provider = ScriptedProvider.counting()
        let memo = MemoryMemo()
        let service = service(provider, memo)
        _ = try await service.session(for: try job()).complete(request())
        memo.put(try #require(memo.begun.first), Array("{".utf8))
        let error = await #expect(throws: JobError.self) {
            try await service.session(for: try job()).complete(request())
        }
        #expect(error?.class == .permanent)
        #expect(error?.code == "memo_corrupt")
        #expect(provider.calls == 1)
    }

    @Test func aTemperatureThatIsNoNumberIsRefused() async throws {
        let provider = ScriptedProvider.counting()
        let session = service(provider, MemoryMemo()).session(for: try job())
        let error = await #expect(throws: JobError.self) { try await session.complete(request(temperature: .nan)) }
        #expect(error?.code == "bad_prompt")
        #expect(provider.calls == 0)
    }

    @Test func callsThatWereInFlightAreReportedOnce() async throws {
        let memo = MemoryMemo()
        memo.leaveInFlight([CompletionKey(job: try job(), request: "r", occurrence: 0)])
        let service = service(ScriptedProvider.counting(), memo)
        #expect(try await service.reportInFlight() == 1)
        #expect(try await service.reportInFlight() == 0)
        #expect(lines.sentences.filter { $0.contains("possibly paid") }.count == 1)
    }
}
