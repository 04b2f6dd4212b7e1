// SPDX-License-Identifier: Apache-2.0
import Destinations
import Outbound
import TestServers
import Testing

/// One server for all tests that do not count its requests; it ends with the test process, whose pipe it reads.
private let shared = Task {
    try await ChildServer.start("hostile_server.py", ["--bind", "127.0.0.1", "--bind", "::1"])
}

/// Gives the shared server to `body`.
func withSharedServer<Value>(
    isolation: isolated (any Actor)? = #isolation,
    _ body: (ChildServer) async throws -> Value
) async throws -> Value {
    try await body(shared.value)
}

/// Any loopback address, over plain http too.
func loopbackRule(requiresTLS: Bool = true) throws -> DestinationRule {
    let list = try AllowList(parsing: "127.0.0.0/8, ::1, localhost")
    return DestinationRule(list: list, unlisted: .listedOnly, requiresTLS: requiresTLS)
}

func rule(_ list: String, unlisted: DestinationRule.Default = .listedOnly, requiresTLS: Bool = true) throws
    -> DestinationRule
{
    DestinationRule(list: try AllowList(parsing: list), unlisted: unlisted, requiresTLS: requiresTLS)
}

/// A client that is closed at the end, whatever `body` does.
func withClient<Value>(
    _ options: CurlClient.Options = CurlClient.Options(),
    isolation: isolated (any Actor)? = #isolation,
    _ body: (CurlClient) async throws -> Value
) async throws -> Value {
    let client = try CurlClient(options: options)
    defer { client.close() }
    return try await body(client)
}

/// How a call failed; nil, and a recorded issue, if it did not.
func failure(
    of client: CurlClient,
    _ request: OutboundRequest,
    isolation: isolated (any Actor)? = #isolation,
    _ location: SourceLocation = #_sourceLocation
) async -> OutboundFailure? {
    do throws(OutboundFailure) {
        let response = try await client.send(request)
        Issue.record("\(request.url) was answered with \(response.status)", sourceLocation: location)
        return nil
    } catch {
        return error
    }
}

func request(
    _ url: String,
    method: String = "GET",
    headers: [(name: String, value: String)] = [],
    body: String = "",
    timeout: Double = 20,
    limit: Int = 1 << 20,
    rule: DestinationRule? = nil
) throws -> OutboundRequest {
    OutboundRequest(
        method: method,
        url: url,
        headers: headers,
        body: Array(body.utf8),
        timeout: timeout,
        responseLimit: limit,
        destinations: try rule ?? loopbackRule()
    )
}

extension CurlClient {
    /// How often the server was asked for a path.
    func count(_ name: String, port: Int) async throws -> String {
        let response = try await send(try request("http://127.0.0.1:\(port)/count/\(name)"))
        return String(decoding: response.body, as: UTF8.self)
    }
}
