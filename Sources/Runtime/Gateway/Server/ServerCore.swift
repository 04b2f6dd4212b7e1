// SPDX-License-Identifier: Apache-2.0
import Synchronization

/// What a running server's parts share: the server's thread, the tasks of its handlers, and its sweeper.
final class ServerCore: Sendable {
    let limits: ServerLimits
    let handler: RequestHandler
    let table: ConnectionTable
    let bell = ServerBell()
    /// Bytes of all bodies held at this moment.
    let bodyBytes = Atomic<Int>(0)
    /// While set, every answer ends its connection.
    let isDraining = Atomic<Bool>(false)

    init(limits: ServerLimits, handler: @escaping RequestHandler) {
        self.limits = limits
        self.handler = handler
        self.table = ConnectionTable(limits)
    }

    /// Lets the handler work on a request whose connection is parked.
    func handle(_ request: InboundRequest, for exchange: Exchange) {
        let handler = handler
        exchange.attach(Task { exchange.finish(await handler(request)) })
    }

    /// Keeps the deadlines until the task is cancelled.
    func sweep() async {
        let shortest = min(limits.transferSeconds, limits.handlingSeconds)
        let interval = Duration.seconds(min(1, max(0.01, shortest / 4)))
        while !Task.isCancelled {
            try? await Task.sleep(for: interval)
            table.sweep(late: .refusal(503, "no answer in time", headers: [("Retry-After", "10")]))
        }
    }

    /// Waits until no request is being served, or until `seconds` have passed.
    func drained(within seconds: Double) async {
        let deadline = ContinuousClock.now + .seconds(seconds)
        while table.exchanges > 0, ContinuousClock.now < deadline {
            try? await Task.sleep(for: .milliseconds(10))
        }
    }
}
