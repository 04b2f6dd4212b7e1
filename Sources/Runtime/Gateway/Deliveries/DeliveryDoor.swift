// SPDX-License-Identifier: Apache-2.0
import JSON
import Jobs
import Queue

/// The operator's way to callbacks over HTTP, with the operator's own token: docs/delivery.md.
struct DeliveryDoor: Sendable {
    let desk: DeliveryDesk
    let gate: OperatorGate
    let clock: any WallClock

    /// - Parameter path: behind `/v1/`.
    func handle(_ request: InboundRequest, _ path: [String]) async -> InboundResponse {
        let isRead = request.method == "GET" || request.method == "HEAD"
        let isWrite = request.method == "POST"
        if let refusal = gate.refusal(request, closes: "deliveries are closed") { return refusal }
        do throws(QueueError) {
            switch path {
            case ["deliveries"]: return isRead ? try await list(request) : .wrongMethod(allow: "GET, HEAD")
            case ["destinations"]: return isRead ? try await disabled() : .wrongMethod(allow: "GET, HEAD")
            case ["destinations", "enable"]: return isWrite ? try await enable(request) : .wrongMethod(allow: "POST")
            case _ where path.count == 2 && path[0] == "deliveries":
                return isRead ? try await show(path[1]) : .wrongMethod(allow: "GET, HEAD")
            case _ where path.count == 3 && path[0] == "deliveries" && path[2] == "replay":
                return isWrite ? try await replay(path[1]) : .wrongMethod(allow: "POST")
            default: return .notFound
            }
        } catch {
            // The engine's own sentence may name paths of this host; they are in its log.
            return error.code == .full
                ? .refusal(507, "there is no room to note that: nothing was changed")
                : .refusal(503, "the queue cannot be reached: nothing was changed", headers: [("Retry-After", "10")])
        }
    }

    private func list(_ request: InboundRequest) async throws(QueueError) -> InboundResponse {
        var filter = DeliveryFilter()
        var before: CallbackID?
        var limit = 50
        for (name, value) in request.query {
            switch name {
            case "state":
                guard let state = CallbackRecord.State(rawValue: value) else {
                    return .refusal(400, "state must be waiting, delivered or abandoned")
                }
                filter.state = state
            case "site":
                guard let site = SiteID(value) else { return .refusal(400, "site must be a site's name") }
                filter.site = site
            case "before": before = CallbackID(value)
            case "limit":
                guard let number = Int(value), (1...1000).contains(number) else {
                    return .refusal(400, "limit must be a whole number from 1 to 1000")
                }
                limit = number
            default: return .refusal(400, "`\(name.prefix(64))` is not known here")
            }
        }
        let found = try await desk.log.deliveries(filter, before: before, limit: limit)
        let items = found.map { DeliveryView.output($0, hasAttempts: false) }
        return .json(200, .object([("deliveries", .array(items))]))
    }

    private func show(_ name: String) async throws(QueueError) -> InboundResponse {
        guard let found = try await desk.log.delivery(CallbackID(name)) else { return Self.unknown }
        return .json(200, DeliveryView.output(found, hasAttempts: true))
    }

    private func replay(_ name: String) async throws(QueueError) -> InboundResponse {
        switch try await desk.log.replay(CallbackID(name), now: clock.now()) {
        case .due:
            desk.replayed()
            return .json(202, .object([("id", .string(name)), ("state", .string("waiting"))]))
        case .underWay: return .refusal(409, "this callback is being tried just now")
        case .unknown: return Self.unknown
        }
    }

    private func disabled() async throws(QueueError) -> InboundResponse {
        let found = try await desk.log.disabledDestinations()
        return .json(200, .object([("disabled", .array(found.map { .raw(DeliveryView.json(of: $0)) }))]))
    }

    private func enable(_ request: InboundRequest) async throws(QueueError) -> InboundResponse {
        guard let body = (try? JSONValue(parsing: request.body))?.object,
            let site = body["site"]?.string.flatMap({ SiteID($0) }), let destination = body["destination"]?.string
        else { return .refusal(400, "send an object with site and destination, as GET /v1/destinations shows them") }
        guard try await desk.log.enable(site: site, destination: destination, now: clock.now()) else {
            return .refusal(404, "this destination is not switched off")
        }
        desk.enabled(site, destination)
        return .json(200, .object([("site", .string(site.name)), ("destination", .string(destination))]))
    }

    private static let unknown = InboundResponse.refusal(404, "there is no such callback")
}
