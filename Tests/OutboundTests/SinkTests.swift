// SPDX-License-Identifier: Apache-2.0
import Locks
import Outbound
import TestServers
import Testing
import Waiting

/// Bodies that are taken while they come.
@Suite("Sink", .timeLimit(.minutes(1)))
struct SinkTests {
    /// Uses the body as it was told and counts what came; says stop after so many bytes.
    private final class Counting: ResponseSink {
        private struct State {
            var begins = 0
            var bytes = 0
            var status = 0
        }
        private let use: BodyUse
        private let limit: Int
        private let state = Lock(State())

        init(_ use: BodyUse = .stream, limit: Int = .max) {
            self.use = use
            self.limit = limit
        }

        var begins: Int { state.withLock { $0.begins } }
        var bytes: Int { state.withLock { $0.bytes } }
        var status: Int { state.withLock { $0.status } }

        func begin(status: Int, headers: [(name: String, value: String)]) -> BodyUse {
            state.withLock {
                $0.begins += 1
                $0.status = status
            }
            return use
        }

        func receive(_ bytes: UnsafeRawBufferPointer) -> Bool {
            state.withLock { state in
                state.bytes += bytes.count
                return state.bytes <= limit
            }
        }
    }

    private func send(
        _ path: String,
        _ sink: Counting,
        idle: Double? = nil,
        timeout: Double = 20,
        limit: Int = 1 << 20
    ) async throws -> Result<OutboundResponse, OutboundFailure> {
        try await withSharedServer { server in
            try await withClient { client in
                var call = try request("http://127.0.0.1:\(server.port)\(path)", timeout: timeout, limit: limit)
                call.sink = sink
                call.idleTimeout = idle
                do throws(OutboundFailure) {
                    return .success(try await client.send(call))
                } catch {
                    return .failure(error)
                }
            }
        }
    }

    @Test("a body goes to the sink whole and is not kept, whatever the limit")
    func streams() async throws {
        let sink = Counting()
        let answer = try await send("/big/3000000", sink, limit: 10).get()
        #expect(sink.bytes == 3_000_000 && sink.begins == 1 && sink.status == 200)
        #expect(answer.body.isEmpty && !answer.isCut)
    }

    @Test("a body that the sink leaves is kept as for any request")
    func keeps() async throws {
        let sink = Counting(.keep)
        let answer = try await send("/big/3000", sink, limit: 1000).get()
        #expect(sink.bytes == 0 && answer.body.count == 1000 && answer.isCut)
    }

    @Test("a body that nobody wants ends the transfer at its head")
    func stops() async throws {
        let sink = Counting(.stop)
        let answer = try await send("/endless", sink).get()
        #expect(sink.bytes == 0 && answer.status == 200 && answer.isCut && answer.body.isEmpty)
    }

    @Test("a sink ends an endless body")
    func endless() async throws {
        let sink = Counting(limit: 1 << 20)
        let answer = try await send("/endless", sink).get()
        #expect(answer.isCut && sink.bytes < 2 << 20)
    }

    @Test("an answer without a body does not begin")
    func empty() async throws {
        let sink = Counting()
        #expect(try await send("/status/404", sink).get().status == 404)
        #expect(sink.begins == 0)
    }

    @Test("a status after interim answers is the final one")
    func interim() async throws {
        let sink = Counting()
        #expect(try await send("/interim", sink).get().status == 200)
        #expect(sink.status == 200 && sink.bytes == 2)
    }

    @Test("a broken body is a failure, though pieces came", arguments: ["/cut", "/chunk-cut", "/reset-in-body"])
    func broken(path: String) async throws {
        let result = try await send(path, Counting())
        #expect(throws: OutboundFailure.self) { try result.get() }
    }

    @Test("an answer that stands still ends by its idle limit, long before the timeout")
    func idle() async throws {
        let sink = Counting()
        let result = try await send("/stall/10", sink, idle: 0.3, timeout: 60)
        let failure = #expect(throws: OutboundFailure.self) { try result.get() }
        #expect(failure?.kind == .timedOut && failure?.message.contains("stood still") == true)
        #expect(sink.bytes == 10)
    }

    @Test("an answer that has not begun has until the timeout")
    func notBegun() async throws {
        let result = try await send("/hang", Counting(), idle: 0.1, timeout: 1)
        let failure = #expect(throws: OutboundFailure.self) { try result.get() }
        #expect(failure?.kind == .timedOut && failure?.message.contains("stood still") == false)
    }

    @Test("drops that come in time keep an answer alive until its timeout")
    func drip() async throws {
        let sink = Counting()
        let result = try await send("/drip", sink, idle: 0.5, timeout: 2)
        let failure = #expect(throws: OutboundFailure.self) { try result.get() }
        #expect(failure?.message.contains("stood still") == false)
        #expect(sink.bytes > 20)
    }

    @Test("an idle limit of nothing is refused", arguments: [0, -1, .nan, .infinity])
    func badIdle(seconds: Double) async throws {
        let result = try await send("/big/1", Counting(), idle: seconds)
        #expect(#expect(throws: OutboundFailure.self) { try result.get() }?.kind == .badRequest)
    }
}
