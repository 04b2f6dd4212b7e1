// SPDX-License-Identifier: Apache-2.0
import Locks
public import TaskKit

/// The answers of one fake service: those in line first, then whatever `always` computes. Every request is kept.
public final class Script<Request: Sendable, Reply: Sendable>: Sendable {
    private enum Line: Sendable {
        case reply(Reply)
        case failure(TaskError)
        case hang
    }
    private struct State {
        var requests: [Request] = []
        var line: [Line] = []
        var compute: (@Sendable (Request) async throws -> Reply)?
    }
    private let state = Lock(State())
    private let service: String
    private let signal: CancellationSignal

    init(_ service: String, _ signal: CancellationSignal) {
        self.service = service
        self.signal = signal
    }

    /// What was asked, in its order.
    public var requests: [Request] { state.withLock { $0.requests } }

    /// The next answer in line.
    public func then(_ reply: Reply) { state.withLock { $0.line.append(.reply(reply)) } }

    /// The next answer in line is a failure.
    public func then(failing error: TaskError) { state.withLock { $0.line.append(.failure(error)) } }

    /// The next request in line is never answered: it ends when the job is cancelled.
    public func thenHang() { state.withLock { $0.line.append(.hang) } }

    /// Computes every answer that no line is left for.
    public func always(_ compute: @escaping @Sendable (Request) async throws -> Reply) {
        state.withLock { $0.compute = compute }
    }

    func reply(to request: Request) async throws -> Reply {
        let (line, compute) = state.withLock { state in
            state.requests.append(request)
            return (state.line.isEmpty ? nil : state.line.removeFirst(), state.compute)
        }
        guard !signal.isCancelled, !Task.isCancelled else { throw TaskError.cancelled }
        switch line {
        case .reply(let reply): return reply
        case .failure(let error): throw error
        case .hang:
            await cancellation()
            throw TaskError.cancelled
        case nil:
            if let compute { return try await compute(request) }
            let count = requests.count
            throw TaskError(
                .permanent,
                code: "not_scripted",
                message: "request \(count) of `\(service)` has no answer: the test gives one with `then` or `always`"
            )
        }
    }

    /// Returns when the Swift task or the job is cancelled.
    private func cancellation() async {
        let (never, end) = AsyncStream<Never>.makeStream()
        let number = signal.whenCancelled { end.finish() }
        for await _ in never {}
        signal.forget(number)
    }
}

extension Script where Reply == Completion {
    /// The next answer in line is this text, by the model `fake`.
    public func then(_ text: String, model: String = "fake") { then(Completion(text: text, model: model)) }
}
