// SPDX-License-Identifier: Apache-2.0
import Services
import Testing
import Waiting

@Suite(.timeLimit(.minutes(1)))
struct ByteBudgetTests {
    @Test func whoWantsMoreThanIsLeftWaitsInOrder() async throws {
        let budget = ByteBudget(10)
        var first = await budget.take(6)
        let large = Task { await budget.take(8) }
        // Not served before the one that waits, although there is room.
        try await eventually("the wait") { budget.waiting == 1 }
        let small = Task { await budget.take(1) }
        try await eventually("the second wait") { budget.waiting == 2 }
        #expect(first != nil)
        first = nil
        #expect(await large.value != nil)
        #expect(await small.value != nil)
    }

    @Test func aCancelledOneLeavesTheLine() async throws {
        let budget = ByteBudget(10)
        let held = await budget.take(10)
        let gone = Task { await budget.take(10) }
        try await eventually("the wait") { budget.waiting == 1 }
        let next = Task { await budget.take(5) }
        try await eventually("the second wait") { budget.waiting == 2 }
        gone.cancel()
        #expect(await gone.value == nil)
        #expect(budget.waiting == 1)
        withExtendedLifetime(held) {}
        next.cancel()
        #expect(await next.value == nil)
    }

    @Test func moreThanTheWholeIsTheWhole() async {
        let budget = ByteBudget(10)
        var share = await budget.take(1_000)
        #expect(share != nil)
        share = nil
        share = await budget.take(10)
        #expect(share != nil)
    }
}
