// SPDX-License-Identifier: Apache-2.0
import ModuleProtocol
import Testing

/// When a reader looks before it sleeps.
@Suite(.timeLimit(.minutes(1)))
struct EagerWaitTests {
    private static let quick: Duration = .microseconds(20)
    private static let slow: Duration = .seconds(2)

    @Test func whoHearsSomethingNowAndThenSleeps() {
        var wait = EagerWait()
        for _ in 0..<100 {
            #expect(!wait.looksFirst)
            wait.waited(Self.slow)
        }
    }

    @Test func aConversationIsLookedFor() {
        var wait = EagerWait()
        wait.waited(Self.quick)
        for _ in 0..<100 {
            #expect(wait.looksFirst)
            wait.waited(Self.quick)
        }
    }

    @Test func afterALookInVainItSleepsUntilTheNextConversation() {
        var wait = EagerWait()
        wait.waited(Self.quick)
        wait.waited(Self.slow)
        for _ in 0..<100 {
            #expect(!wait.looksFirst)
            wait.waited(Self.slow)
        }
        wait.waited(Self.quick)
        #expect(wait.looksFirst)
    }

    /// Frames that come just too late for each look: the worst there is.
    @Test func looksInVainBecomeSeldom() {
        var wait = EagerWait()
        var looks = 0
        for _ in 0..<6_400 {
            if wait.looksFirst { looks += 1 }
            wait.waited(EagerWait.limit + .nanoseconds(1))
        }
        #expect((90...110).contains(looks))
        // One that is not in vain makes it as eager as before.
        while !wait.looksFirst { wait.waited(Self.quick) }
        wait.waited(Self.quick)
        #expect(wait.looksFirst)
    }
}
