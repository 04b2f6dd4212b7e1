// SPDX-License-Identifier: Apache-2.0
import Jobs
import Observability
import Outbound
import Queue
import StandIns
import Testing
import Threads
import Waiting

@testable import Delivery

/// Contract B's receiver makes a draft of every callback: one that may have arrived is not sent again so soon.
@Suite(.timeLimit(.minutes(1)))
struct DocumentWorkerTests {
    private let clock = HandClock()
    private let stored = #"{"ok":true,"post_id":17}"#

    /// Runs the attempts of one callback, moving the clock to each as the outbox says.
    /// - Returns: what was recorded, and the seconds before each attempt but the first.
    private func deliver(
        contract: String = "B",
        failingRecords: Int = 0,
        _ answers: [Result<OutboundResponse, OutboundFailure>]
    ) async throws -> (attempts: [DeliveryAttempt], waits: [Double], names: Set<String>) {
        let outbox = MemoryOutbox()
        let client = ScriptedClient { $0 < answers.count ? answers[$0] : answer(500) }
        outbox.failRecords(failingRecords)
        outbox.add(try testCallback(contract: contract), at: clock.now())
        var waits: [Double] = []
        try await withWorker(outbox, client, clock: clock, log: Logger(CollectedLines())) { worker in
            for number in 1...answers.count {
                try await eventually("attempt \(number)") { client.requests.count == number }
                try await eventually("its end") { outbox.all[0].attempts.count >= number - failingRecords }
                guard number < answers.count else { return }
                guard case .retry(let next)? = outbox.all[0].outcomes.last else { return }
                waits.append(next - clock.now())
                // A second before, nobody tries.
                clock.move(by: next - clock.now() - 1)
                let claims = outbox.claimCount
                worker.doorbell.ring()
                try await eventually("a look") { outbox.claimCount > claims }
                #expect(client.requests.count == number)
                clock.move(by: 1.01)
                worker.doorbell.ring()
            }
        }
        let names = client.requests.flatMap { $0.headers.filter { $0.name == "webhook-id" }.map(\.value) }
        return (outbox.all[0].attempts, waits, Set(names))
    }

    @Test(arguments: [OutboundFailure.Kind.timedOut, .broken])
    func whatMayHaveArrivedComesAQuarterOfAnHourLater(_ kind: OutboundFailure.Kind) async throws {
        let (attempts, waits, names) = try await deliver([
            .failure(OutboundFailure(kind, "no answer")), answer(200, body: stored),
        ])
        #expect(waits.count == 1 && waits[0] >= 900 && waits[0] < 901)
        #expect(
            attempts.map(\.note) == [nil, "possible duplicate: an attempt before may have arrived; stored as post 17"]
        )
        #expect(names == ["c-1"])
    }

    @Test func aRefusedConnectionIsRetriedAsUsual() async throws {
        let refused = Result<OutboundResponse, OutboundFailure>.failure(OutboundFailure(.notConnected, "refused"))
        let (attempts, waits, _) = try await deliver([refused, refused, answer(200, body: stored)])
        #expect(waits.count == 2 && (4...6).contains(waits[0]) && (12...18).contains(waits[1]))
        #expect(attempts.map(\.note) == [nil, nil, "stored as post 17"])
    }

    @Test(arguments: [400, 401, 500])
    func aRefusalIsRetriedAsUsual(_ status: Int) async throws {
        let (attempts, waits, _) = try await deliver([answer(status), answer(200, body: stored)])
        #expect(waits.count == 1 && (4...6).contains(waits[0]))
        #expect(attempts.map(\.note) == [nil, "stored as post 17"])
    }

    @Test func otherContractsWaitAsBefore() async throws {
        let (_, waits, _) = try await deliver(
            contract: "A",
            [.failure(OutboundFailure(.timedOut, "no answer")), answer(200)]
        )
        #expect(waits.count == 1 && (4...6).contains(waits[0]))
    }

    /// The claim of an attempt whose end cannot be written down runs out after two minutes.
    @Test func whatCannotBeRecordedIsNotSentAgainSoonEither() async throws {
        let outbox = MemoryOutbox()
        let lines = CollectedLines()
        let client = ScriptedClient { _ in answer(200, body: #"{"ok":true,"post_id":17}"#) }
        outbox.failRecords(1)
        outbox.add(try testCallback(contract: "B"), at: clock.now())
        try await withWorker(outbox, client, clock: clock, log: Logger(lines)) { worker in
            try await eventually("the first attempt") { client.requests.count == 1 && lines.text.contains("recorded") }
            clock.move(by: 300)
            worker.doorbell.ring()
            try await eventually("that it is put off") { outbox.postponed.count == 1 }
            #expect(client.requests.count == 1)
            clock.move(by: 601)
            worker.doorbell.ring()
            try await eventually("the record") { outbox.all[0].outcomes == [.delivered] }
        }
        #expect(client.requests.count == 2)
        #expect(outbox.all[0].attempts.first?.note?.hasPrefix("possible duplicate") == true)
    }
}
