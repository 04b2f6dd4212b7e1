// SPDX-License-Identifier: Apache-2.0
import JSON
import Jobs
import Queue

/// Callbacks over HTTP: docs/delivery.md. A site sees its own; what changes something, and destinations, are the
/// operator's.
struct DeliveryDoor: Sendable {
    let desk: DeliveryDesk
    let clock: any WallClock

    /// What a path asks for.
    enum Route {
        case list
        case show(String)
        case replay(String)
        case disabled
        case enable

        /// - Parameter path: behind `/v1/`. Nil when it is none of these.
        init?(_ path: [String]) {
            switch (path.first, path.count) {
            case ("deliveries", 1): self = .list
            case ("deliveries", 2): self = .show(path[1])
            case ("deliveries", 3) where path[2] == "replay": self = .replay(path[1])
            case ("destinations", 1): self = .disabled
            case ("destinations", 2) where path[1] == "enable": self = .enable
            default: return nil
            }
        }

        var isRead: Bool {
            switch self {
            case .list, .show, .disabled: true
            case .replay, .enable: false
            }
        }
    }

    func answer(_ route: Route, _ request: InboundRequest, for caller: Caller) async -> InboundResponse {
        do throws(QueueError) {
            switch (route, caller) {
            case (.list, _): return try await list(request, for: caller)
            case (.show(let name), _): return try await show(name, for: caller)
            case (_, .site): return .operatorsAlone
            case (.replay(let name), .operator): return try await replay(name)
            case (.disabled, .operator): return try await disabled()
            case (.enable, .operator): return try await enable(request)
            }
        } catch {
            // The engine's own sentence may name paths of this host; they are in its log.
            return error.code == .full
                ? .refusal(507, "there is no room to note that: nothing was changed")
                : .refusal(503, "the queue cannot be reached: nothing was changed", headers: [("Retry-After", "10")])
        }
    }

    private func list(_ request: InboundRequest, for caller: Caller) async throws(QueueError) -> InboundResponse {
        var filter = DeliveryFilter()
        var before: CallbackID?
        var limit = 50
        var seen: Set<String> = []
        for (name, value) in request.query {
            guard seen.insert(name).inserted else { return .refusal(400, "`\(name.prefix(64))` is given twice") }
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
        if case .site(let own) = caller {
            guard filter.site == nil || filter.site == own else { return .noSuchSite }
            filter.site = own
        }
        let found = try await desk.log.deliveries(filter, before: before, limit: limit)
        let items = found.map { DeliveryView.output($0, hasAttempts: false) }
        return .json(200, .object([("deliveries", .array(items))]))
    }

    private func show(_ name: String, for caller: Caller) async throws(QueueError) -> InboundResponse {
        guard let found = try await desk.log.delivery(CallbackID(name)), caller.sees(found.site) else {
            return Self.unknown
        }
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

extension InboundResponse {
    static var operatorsAlone: InboundResponse { .refusal(403, "this is open to the operator's token alone") }
}
