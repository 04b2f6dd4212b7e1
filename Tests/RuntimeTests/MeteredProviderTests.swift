// SPDX-License-Identifier: Apache-2.0
import Observability
import Providers
import StandIns
import Testing

@testable import Runtime

/// What is counted of model calls.
@Suite(.timeLimit(.minutes(1)))
struct MeteredProviderTests {
    /// Answers, or fails as it is told.
    private struct Scripted: CompletionProvider {
        var failure: ProviderFailure?
        var name: String { "scripted" }
        var isPaid: Bool { true }
        func complete(_ request: CompletionRequest, timeout: Double) async throws(ProviderFailure) -> CompletionAnswer {
            if let failure { throw failure }
            return CompletionAnswer(text: "t", model: "m-1", inputTokens: 7, outputTokens: -3)
        }
    }

    @Test func callsTokensCostsAndFailuresAreCounted() async throws {
        let metrics = HostMetrics()
        let request = CompletionRequest(parts: [])
        let fine = MeteredProvider(Scripted(), metrics) { Double($0.inputTokens) / 1_000 }
        _ = try await fine.complete(request, timeout: 1)
        _ = try await fine.complete(request, timeout: 1) { _ in }
        for kind in [ProviderFailure.Kind.rateLimited, .spendCap] {
            let failing = MeteredProvider(Scripted(failure: ProviderFailure(kind, "no")), metrics)
            await #expect(throws: ProviderFailure.self) { try await failing.complete(request, timeout: 1) }
            await #expect(throws: ProviderFailure.self) { try await failing.complete(request, timeout: 1) { _ in } }
        }
        let read = try ExpositionReader(String(decoding: MetricsText.render(metrics.families), as: UTF8.self))
        func calls(_ outcome: String) -> Double? {
            read.value("mortise_provider_calls_total", #"provider="scripted",outcome="\#(outcome)""#)
        }
        #expect(calls("ok") == 2 && calls("rateLimited") == 2 && calls("spendCap") == 2)
        let labels = #"provider="scripted",model="m-1""#
        #expect(read.value("mortise_provider_tokens_total", labels + #",direction="input""#) == 14)
        // What makes no sense counts as none.
        #expect(read.value("mortise_provider_tokens_total", labels + #",direction="output""#) == 0)
        #expect(read.value("mortise_provider_cost_total", labels) == 0.014)
        #expect(read.value("mortise_provider_call_seconds_count", #"provider="scripted""#) == 6)
        #expect(fine.name == "scripted" && fine.isPaid)
    }
}
