// SPDX-License-Identifier: Apache-2.0
import Jobs
import Observability
import Providers
import Queue
import Services
import StandIns
import Testing

/// An answer that is rejected is paid for and never served again, and a module cannot make its job pay without end.
@Suite(.timeLimit(.minutes(1)))
struct RejectionTests {
    private let lines = CollectedLines()
    private let request = CompletionRequest(parts: [.init(role: .user, kind: .instruction, text: "x")])

    private func service(_ provider: ScriptedProvider, _ memo: MemoryMemo) -> CompletionService {
        CompletionService(provider: provider, memo: memo, clock: StillClock(), log: Logger(lines))
    }
    private func job() throws -> JobID { try #require(JobID("job")) }

    @Test func theNextRequestAsksAnewInThisAttemptAndTheNext() async throws {
        let provider = ScriptedProvider.counting()
        let memo = MemoryMemo()
        let service = service(provider, memo)
        let first = service.session(for: try job())
        let bad = try await first.ask(request)
        #expect(bad.answer.text == "answer 0")
        first.reject(bad.number, reason: "no JSON")
        #expect(try await first.ask(request).answer.text == "answer 1")
        #expect(memo.rejected.values.sorted() == ["no JSON"])
        // The next attempt never sees the rejected one, and asks for nothing.
        let second = service.session(for: try job(), attempt: 2)
        #expect(try await second.ask(request).answer.text == "answer 1")
        #expect(provider.calls == 2)
        // Nor does another host on the same data.
        let other = self.service(provider, memo).session(for: try job(), attempt: 2)
        #expect(try await other.ask(request).answer.text == "answer 1")
        #expect(provider.calls == 2)
    }

    /// A run that was interrupted while it asked differently after a rejection goes the same way again, and pays for
    /// nothing on it: it is given the bad answer, rejects it, and finds what came of the other request.
    @Test func anInterruptedAttemptGoesTheSameWayAgain() async throws {
        let provider = ScriptedProvider.counting()
        let memo = MemoryMemo()
        let other = CompletionRequest(parts: [.init(role: .user, kind: .instruction, text: "x, and JSON please")])
        for _ in 0..<3 {
            let run = service(provider, memo).session(for: try job(), attempt: 2)
            let bad = try await run.ask(request)
            #expect(bad.answer.text == "answer 0")
            run.reject(bad.number, reason: "no JSON")
            #expect(try await run.ask(other).answer.text == "answer 1")
            #expect(try await run.ask(request).answer.text == "answer 2")
        }
        #expect(provider.calls == 3)
        #expect(memo.rejected.count == 1)
    }

    @Test func whatARejectedAnswerCostIsCounted() async throws {
        let provider = ScriptedProvider { number, _ in .success(answer(number, model: "m\(number)")) }
        let memo = MemoryMemo()
        let service = service(provider, memo)
        let first = service.session(for: try job())
        first.reject(try await first.ask(request).number, reason: "r")
        _ = try await first.ask(request)
        #expect(first.usage.answers == 2 && first.usage.outputTokens == 2 && first.usage.inputTokens == 1)
        let second = service.session(for: try job(), attempt: 2)
        _ = try await second.ask(request)
        #expect(second.usage.answers == 2 && second.usage.outputTokens == 2)
        // It did not write the result.
        #expect(second.models == ["m1"])
    }

    /// A module that rejects everything is paid for so often and no more.
    @Test func aModuleThatRejectsEverythingEndsAtTheLimit() async throws {
        let provider = ScriptedProvider.counting()
        let memo = MemoryMemo()
        let service = service(provider, memo)
        for _ in 0..<3 {
            let session = service.session(for: try job())
            for _ in 0..<rejectionLimit * 2 {
                session.reject(try await session.ask(request).number, reason: "never good enough")
            }
        }
        #expect(memo.rejected.count == rejectionLimit)
        #expect(provider.calls == rejectionLimit + 1)
        let last = try await service.session(for: try job(), attempt: 2).ask(request)
        #expect(last.answer.text == "answer \(rejectionLimit)")
    }

    @Test func aNumberThatIsUnknownOrSpentMeansNothing() async throws {
        let provider = ScriptedProvider.counting()
        let memo = MemoryMemo()
        let session = service(provider, memo).session(for: try job())
        let answered = try await session.ask(request)
        session.reject(answered.number + 1, reason: "r")
        session.reject(0, reason: "r")
        session.reject(.max, reason: "r")
        session.reject(answered.number, reason: "r")
        session.reject(answered.number, reason: "r")
        _ = try await session.ask(request)
        #expect(memo.rejected.count == 1)
        #expect(provider.calls == 2)
    }

    @Test func aRejectionThatCannotBeWrittenHoldsForThisRun() async throws {
        let provider = ScriptedProvider.counting()
        let memo = MemoryMemo(rejectFailure: QueueError(.full, "no room"))
        let session = service(provider, memo).session(for: try job())
        session.reject(try await session.ask(request).number, reason: "r")
        #expect(try await session.ask(request).answer.text == "answer 1")
        #expect(lines.sentences.contains { $0.contains("a rejection was not recorded") })
    }

    @Test func numbersOfAnswersDiffer() async throws {
        let session = service(ScriptedProvider.counting(), MemoryMemo()).session(for: try job())
        var numbers: Set<UInt64> = []
        for _ in 0..<5 { numbers.insert(try await session.ask(request).number) }
        #expect(numbers.count == 5 && !numbers.contains(0))
    }

    /// Parts that run at the same time do not take each other's answers, and a later run's parts find theirs.
    @Test func partsHaveAnswersOfTheirOwn() async throws {
        let provider = ScriptedProvider.counting()
        let service = service(provider, MemoryMemo())
        var texts: [[String]] = []
        for _ in 0..<2 {
            let session = service.session(for: try job())
            let content = Array("same input".utf8)
            // In another order each time, as processes come.
            let order = texts.isEmpty ? [0, 1, 2] : [2, 0, 1]
            var found = [String](repeating: "", count: 4)
            for index in order {
                found[index] = try await session.part(index, content: content, seconds: 5).complete(request).text
            }
            // The same part of a second `map` is another one.
            found[3] = try await session.part(0, content: content, seconds: 5).complete(request).text
            _ = try await session.complete(request)
            texts.append(found)
            #expect(session.usage.answers == 5)
        }
        #expect(Set(texts[0]).count == 4)
        #expect(texts[0] == texts[1])
        #expect(provider.calls == 5)
    }
}
