// SPDX-License-Identifier: Apache-2.0
import Destinations
import Outbound

/// A call of the command line to a running host. The person named the address; that one and no other is asked.
struct HostCall {
    let client: any HTTPClient
    let base: String

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
        return try await client.send(
            OutboundRequest(
                method: method,
                url: base + path,
                headers: headers,
                body: body,
                timeout: 30,
                responseLimit: 32 << 20,
                destinations: DestinationRule(list: list, unlisted: .listedOnly, requiresTLS: false)
            )
        )
    }
}
