// SPDX-License-Identifier: Apache-2.0
import Destinations
import JSON
import Outbound

/// A call of the command line to a running host. The person named the address; that one and no other is asked.
struct HostCall {
    let client: any HTTPClient
    let base: String

    /// Where the host is: the address that the person gave, or the one that it would listen on.
    static func base(_ given: String?, _ environment: [String: String]) -> String {
        if let given { return given.hasSuffix("/") ? String(given.dropLast()) : given }
        return "http://" + (environment["MORTISE_LISTEN"] ?? "127.0.0.1:8080")
    }

    /// What a refusal says, for a terminal: the error, and what violates a schema or could be asked for instead, a
    /// line each.
    static func refusal(_ body: [UInt8]) -> String {
        let answer = (try? JSONValue(parsing: body))?.object
        var lines = [answer?["error"]?.string ?? "no reason given"]
        for violation in answer?["violations"]?.array ?? [] {
            let path = violation.object?["path"]?.string ?? ""
            lines.append("  \(path.isEmpty ? "the input" : path): \(violation.object?["message"]?.string ?? "")")
        }
        if let tasks = answer?["tasks"]?.array?.compactMap(\.string) {
            lines.append("  there are: \(tasks.joined(separator: ", "))")
        }
        return Terminal.harmless(lines.joined(separator: "\n"))
    }

    func post(
        _ path: String,
        body: [UInt8],
        headers: [(name: String, value: String)]
    ) async throws -> OutboundResponse {
        try await send("POST", path, body: body, headers: headers)
    }

    func get(_ path: String, headers: [(name: String, value: String)]) async throws -> OutboundResponse {
        try await send("GET", path, body: [], headers: headers)
    }

    private func send(
        _ method: String,
        _ path: String,
        body: [UInt8],
        headers: [(name: String, value: String)]
    ) async throws -> OutboundResponse {
        let url = try HTTPURL(base + path)
        let list = try AllowList(parsing: "\(url.host.urlText):\(url.port)")
        let request = OutboundRequest(
            method: method,
            url: base + path,
            headers: headers,
            body: body,
            timeout: 30,
            responseLimit: 32 << 20,
            destinations: DestinationRule(list: list, unlisted: .listedOnly, requiresTLS: false)
        )
        do throws(OutboundFailure) {
            return try await client.send(request)
        } catch {
            throw NoHost("no host answers at \(base) (\(error.message)): is `mortise serve` running there? See --url")
        }
    }
}

/// Nobody was there to be asked.
struct NoHost: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}
