// SPDX-License-Identifier: Apache-2.0
import Synchronization
import Testing

@testable import Gateway

@Suite(.timeLimit(.minutes(1)))
struct ExchangeTests {
    private let exchange = Exchange(connection: 1, target: "/")
    private let yes = InboundResponse(status: 200, body: [])
    private let no = InboundResponse(status: 503, body: [])

    private func status(_ step: Exchange.Step) -> Int? {
        if case .answer(let response) = step { response.status } else { nil }
    }

    @Test func theFirstAnswerWinsAndResumesOnce() {
        let resumed = Atomic<Int>(0)
        #expect(status(exchange.advance(park: {}, resume: { resumed.add(1, ordering: .relaxed) })) == nil)
        #expect(exchange.finish(yes))
        #expect(!exchange.finish(no))
        exchange.abandon(no)
        #expect(resumed.load(ordering: .relaxed) == 1)
        #expect(status(exchange.advance(park: { Issue.record("parked again") }, resume: {})) == 200)
    }

    @Test func anAnswerBeforeTheEndOfTheRequestIsNotParked() {
        exchange.abandon(no)
        #expect(exchange.answer?.status == 503)
        #expect(status(exchange.advance(park: { Issue.record("parked") }, resume: {})) == 503)
    }

    @Test func anAbandonedHandlerIsCancelled() async {
        _ = exchange.advance(park: {}, resume: {})
        let early = Task<Void, Never> { while !Task.isCancelled { await Task.yield() } }
        exchange.attach(early)
        exchange.abandon(no)
        await early.value
        let late = Task<Void, Never> { while !Task.isCancelled { await Task.yield() } }
        exchange.attach(late)
        await late.value
    }
}
