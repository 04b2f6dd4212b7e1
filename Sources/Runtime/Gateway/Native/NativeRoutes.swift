// SPDX-License-Identifier: Apache-2.0

/// Everything under `/v1`: the method first, then whose request it is, then what it asks for.
struct NativeRoutes: Sendable {
    let gate: any CallerGate
    let intake: NativeIntake
    let reads: NativeReads
    let changes: NativeChanges

    /// - Parameter parts: of the path, behind `/v1/`, as they were sent.
    func handle(_ request: InboundRequest, _ parts: [String]) async -> InboundResponse {
        switch (parts.first, parts.count) {
        case ("events", 1):
            guard request.isRead else { return .wrongMethod(allow: "GET, HEAD") }
            return await admitted(request) { await reads.events(request, for: $0) }
        case ("jobs", 1):
            if request.method == "POST" { return await admitted(request) { await intake.take(request, from: $0) } }
            guard request.isRead else { return .wrongMethod(allow: "GET, HEAD, POST") }
            return await admitted(request) { await reads.list(request, for: $0) }
        case ("jobs", 2):
            guard request.isRead else { return .wrongMethod(allow: "GET, HEAD") }
            return await admitted(request) { await reads.job(parts[1], for: $0) }
        case ("jobs", 3) where parts[2] == "cancel" || parts[2] == "retry":
            guard request.method == "POST" else { return .wrongMethod(allow: "POST") }
            return await admitted(request) { caller in
                parts[2] == "cancel"
                    ? await changes.cancel(parts[1], for: caller) : await changes.retry(parts[1], for: caller)
            }
        default: return .notFound
        }
    }

    private func admitted(
        _ request: InboundRequest,
        _ answer: (Caller) async -> InboundResponse
    ) async -> InboundResponse {
        switch gate.admit(request) {
        case .refused(let response): response
        case .caller(let caller): await answer(caller)
        }
    }
}

extension InboundRequest {
    /// It only reads. A HEAD is answered as a GET whose body is left out.
    var isRead: Bool { method == "GET" || method == "HEAD" }
}
