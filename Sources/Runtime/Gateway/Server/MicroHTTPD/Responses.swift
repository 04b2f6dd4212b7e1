// SPDX-License-Identifier: Apache-2.0
import CMicroHTTPD

/// Hands an answer to libmicrohttpd, which copies it. On the server's thread only.
func queue(
    _ answer: InboundResponse,
    on connection: OpaquePointer,
    requestID: String,
    closing: Bool
) -> MHD_Result {
    var body = answer.body
    guard let response = MHD_create_response_from_buffer(body.count, &body, .RESPMEM_MUST_COPY) else {
        return .NO
    }
    // MHD_queue_response takes a reference of its own.
    defer { MHD_destroy_response(response) }
    var headers = answer.headers
    let fixed = [("Content-Type", "application/json"), ("Cache-Control", "no-store"), ("X-Request-ID", requestID)]
    for (name, value) in fixed where !headers.contains(where: { $0.name.lowercased() == name.lowercased() }) {
        headers.append((name, value))
    }
    if closing { headers.append(("Connection", "close")) }
    // A header that libmicrohttpd finds malformed is left out rather than the answer.
    for (name, value) in headers { MHD_add_response_header(response, name, value) }
    return MHD_queue_response(connection, UInt32(clamping: answer.status), response)
}
