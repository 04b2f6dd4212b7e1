// SPDX-License-Identifier: Apache-2.0
public import Destinations
public import Outbound
public import Signing

/// A server that speaks a vendor's API: its address, the key, and where its calls may go.
public struct ProviderEndpoint: Sendable {
    /// What failures and provenance call it.
    public let name: String
    let vendor: ProviderVendor
    let client: any HTTPClient
    let key: Secret?
    let destinations: DestinationRule
    private let base: String

    var fault: ProviderFault { ProviderFault(provider: name, vendor: vendor, key: key) }

    /// - Parameters:
    ///   - baseURL: as the vendor's documentation has it; no query. Nil: the vendor's own.
    ///   - key: nil sends none, for a server of one's own.
    ///   - destinations: must admit the base URL's host.
    /// - Throws: `badRequest` for a base URL that cannot be called or that `destinations` refuses.
    public init(
        _ vendor: ProviderVendor = .openAI,
        client: any HTTPClient,
        baseURL: String? = nil,
        key: Secret?,
        destinations: DestinationRule,
        name: String = "openai"
    ) throws(ProviderFailure) {
        let baseURL = baseURL ?? vendor.defaultBaseURL
        var base = baseURL[...]
        while base.hasSuffix("/") { base = base.dropLast() }
        guard !baseURL.contains("?"), !baseURL.contains("#") else {
            throw ProviderFailure(.badRequest, "the base URL of \(name) has a query or fragment; leave it away")
        }
        if let refusal = destinations.refusal(ofURL: base + "/chat/completions") {
            throw ProviderFailure(.badRequest, "the base URL of \(name) cannot be used: \(refusal)")
        }
        self.vendor = vendor
        self.client = client
        self.base = String(base)
        // White space around a key is never part of it, and would break the header.
        let bare = key?.reveal().trimmingWhitespace() ?? ""
        self.key = bare.isEmpty ? nil : Secret(text: bare)
        self.destinations = destinations
        self.name = name
    }

    /// A POST of JSON.
    func request(_ path: String, body: [UInt8], timeout: Double, limit: Int) -> OutboundRequest {
        OutboundRequest(
            url: base + path,
            headers: [(name: "Content-Type", value: "application/json")] + vendor.headers(key),
            body: body,
            timeout: timeout,
            responseLimit: limit,
            destinations: destinations
        )
    }

    /// Sends it; an answer with status 200.
    func send(_ request: OutboundRequest) async throws(ProviderFailure) -> OutboundResponse {
        let response: OutboundResponse
        do throws(OutboundFailure) {
            response = try await client.send(request)
        } catch {
            throw failure(of: error)
        }
        if response.status != 200 { throw failure(of: response) }
        return response
    }

    // Not inlined: what a call holds while it waits is its function's frame, and thousands may wait at once.
    @inline(never)
    private func failure(of error: OutboundFailure) -> ProviderFailure { fault.failure(of: error) }
    @inline(never)
    private func failure(of response: OutboundResponse) -> ProviderFailure { fault.failure(of: response) }
}
