// SPDX-License-Identifier: Apache-2.0
internal import Outbound
internal import Synchronization

/// Puts a vendor's streamed answer together, event by event. A value without I/O.
protocol StreamedAnswer {
    /// The provider said that nothing of importance follows.
    var isDone: Bool { get }

    /// Takes one event's data.
    /// - Returns: the text that it adds, or empty.
    mutating func take(_ data: [UInt8]) throws(ProviderFailure) -> String

    /// The whole answer, after the stream's end; a stream that did not come to its closing event has none.
    func answer() throws(ProviderFailure) -> CompletionAnswer
}

extension ProviderEndpoint {
    /// Sends a request that is answered by server-sent events, and hands on the pieces.
    /// - Parameters:
    ///   - idleTimeout: seconds that may pass between two pieces.
    ///   - eventLimit: bytes of one event.
    ///   - assembly: puts the pieces together.
    ///   - whole: reads an answer that came in one piece all the same.
    func stream(
        _ call: OutboundRequest,
        idleTimeout: Double,
        eventLimit: Int = EventStream.limit,
        into assembly: some StreamedAnswer & Sendable,
        pieces: @escaping @Sendable (String) -> Void,
        whole: (OutboundResponse) throws(ProviderFailure) -> CompletionAnswer
    ) async throws(ProviderFailure) -> CompletionAnswer {
        var call = call
        var assembly = assembly
        let (arrivals, continuation) = AsyncStream<[UInt8]>.makeStream()
        call.headers.append(("Accept", "text/event-stream"))
        call.idleTimeout = min(idleTimeout, call.timeout)
        call.sink = EventSink(continuation)
        let began = ContinuousClock.now
        var firstByte: Duration?
        let hasEnded = Flag()
        async let exchange = Self.exchange(client, call, end: continuation, hasEnded)
        var events = EventStream(limit: eventLimit)
        // Leaving by an error cancels the exchange, which ends the transfer.
        for await bytes in arrivals {
            if firstByte == nil { firstByte = began.duration(to: .now) }
            for event in try take(bytes, of: &events, limit: eventLimit) where !assembly.isDone {
                let piece = try assembly.take(event)
                if !piece.isEmpty { pieces(piece) }
                if assembly.isDone { Self.endSoon(continuation) }
            }
        }
        // A server that does not end its answer after its last event is not waited for.
        if assembly.isDone, !hasEnded.isSet {
            let seconds = (first: firstByte.map { $0 / .seconds(1) }, whole: began.duration(to: .now) / .seconds(1))
            return try assembly.answer().timed(firstByte: seconds.first, whole: seconds.whole)
        }
        let response: OutboundResponse
        switch await exchange {
        case .success(let whole): response = whole
        // What follows the end of the answer, or does not, is of no interest.
        case .failure(let failure) where !assembly.isDone: throw fault.failure(of: failure)
        case .failure: return try assembly.answer()
        }
        guard response.status == 200 else { throw fault.failure(of: response) }
        guard EventSink.isEventStream(response.headers) else { return try whole(response).timed(by: response) }
        if response.isCut {
            throw ProviderFailure(.broken, "\(name) streamed more than \(AnswerLimits.stream) bytes")
        }
        return try assembly.answer().timed(by: response)
    }

    private func take(
        _ bytes: [UInt8],
        of events: inout EventStream,
        limit: Int
    ) throws(ProviderFailure) -> [[UInt8]] {
        do throws(EventStream.TooLong) {
            return try events.take(bytes)
        } catch {
            throw ProviderFailure(.broken, "\(name) sent a piece of its answer of more than \(limit) bytes")
        }
    }

    /// Gives an answer that is whole half a second to end, so that its connection can be used again.
    private static func endSoon(_ arrivals: AsyncStream<[UInt8]>.Continuation) {
        Task {
            try? await Task.sleep(for: .milliseconds(500))
            arrivals.finish()
        }
    }

    private static func exchange(
        _ client: any HTTPClient,
        _ call: OutboundRequest,
        end: AsyncStream<[UInt8]>.Continuation,
        _ hasEnded: Flag
    ) async -> Result<OutboundResponse, OutboundFailure> {
        defer {
            hasEnded.set()
            end.finish()
        }
        do throws(OutboundFailure) {
            return .success(try await client.send(call))
        } catch {
            return .failure(error)
        }
    }
}

/// Something that happens once.
private final class Flag: Sendable {
    private let value = Atomic(false)
    var isSet: Bool { value.load(ordering: .acquiring) }
    func set() { value.store(true, ordering: .releasing) }
}

extension CompletionAnswer {
    /// The same with the exchange's times.
    func timed(by response: OutboundResponse) -> CompletionAnswer {
        timed(firstByte: response.secondsToFirstByte, whole: response.seconds)
    }

    /// The same with these times, in seconds.
    func timed(firstByte: Double?, whole: Double) -> CompletionAnswer {
        var answer = self
        answer.timing = CallTiming(firstByte: firstByte.map(Self.milliseconds), whole: Self.milliseconds(whole))
        return answer
    }

    private static func milliseconds(_ seconds: Double) -> Int {
        seconds > 0 ? Int(min(seconds * 1000, 1e12).rounded()) : 0
    }
}
