// SPDX-License-Identifier: Apache-2.0
internal import CCurl
internal import Destinations
internal import Glibc

/// What libcurl calls. Every one runs on the loop's thread, inside `curl_multi_perform`, with a `Transfer` that
/// the loop retains as context; none may call into libcurl.
enum TransferCallbacks {
    static let body: curl_write_callback = transferBody
    static let head: curl_write_callback = transferHead
    static let upload: curl_read_callback = transferUpload
    static let openSocket: curl_opensocket_callback = transferOpenSocket
    static let beforeRequest: curl_prereq_callback = transferBeforeRequest
}

private func transfer(_ context: UnsafeMutableRawPointer?) -> Transfer? {
    context.map { Unmanaged<Transfer>.fromOpaque($0).takeUnretainedValue() }
}

/// Loop's thread: a piece of the answer's body. Another count than the piece's ends the transfer.
private func transferBody(
    _ bytes: UnsafeMutablePointer<CChar>?,
    _ size: Int,
    _ count: Int,
    _ context: UnsafeMutableRawPointer?
) -> Int {
    guard let bytes, let transfer = transfer(context) else { return 0 }
    let piece = UnsafeRawBufferPointer(start: bytes, count: size * count)
    return transfer.take(piece) ? piece.count : 0
}

/// Loop's thread: room for the next piece of the request's body.
private func transferUpload(
    _ bytes: UnsafeMutablePointer<CChar>?,
    _ size: Int,
    _ count: Int,
    _ context: UnsafeMutableRawPointer?
) -> Int {
    guard let bytes, let transfer = transfer(context) else { return Int(CURL_READFUNC_ABORT) }
    let room = UnsafeMutableRawBufferPointer(start: bytes, count: size * count)
    return transfer.give(room) ?? Int(CURL_READFUNC_ABORT)
}

/// Loop's thread: one line of the answer's head, or of its trailers.
private func transferHead(
    _ bytes: UnsafeMutablePointer<CChar>?,
    _ size: Int,
    _ count: Int,
    _ context: UnsafeMutableRawPointer?
) -> Int {
    guard let bytes, let transfer = transfer(context) else { return 0 }
    transfer.lastArrival = .now
    guard transfer.head.take(UnsafeRawBufferPointer(start: bytes, count: size * count)) else {
        transfer.end.headIsTooLong = true
        return 0
    }
    return size * count
}

/// Loop's thread: a socket for one of the addresses that a name has. CURL_SOCKET_BAD lets libcurl try the next.
private func transferOpenSocket(
    _ context: UnsafeMutableRawPointer?,
    _ purpose: curlsocktype,
    _ target: UnsafeMutablePointer<curl_sockaddr>?
) -> curl_socket_t {
    guard let transfer = transfer(context), let target, purpose == CURLSOCKTYPE_IPCXN else { return -1 }
    // libcurl is about to send a second time; see `transferBeforeRequest`.
    if transfer.end.wasStarted {
        transfer.end.wasResent = true
        return -1
    }
    let (url, rule) = (transfer.url, transfer.request.destinations)
    guard let address = address(of: target) else { return -1 }
    guard rule.admits(address: address, host: url.host.description, port: url.port, isTLS: url.isTLS) else {
        transfer.end.forbidden = rule.refusal(ofAddress: address, host: url.host.description)
        return -1
    }
    transfer.end.hasTried = true
    // Close-on-exec: a process that the host starts must not inherit it.
    let kind = target.pointee.socktype | Int32(SOCK_CLOEXEC.rawValue)
    let socket = socket(target.pointee.family, kind, target.pointee.protocol)
    if socket < 0 { transfer.end.systemError = errno }
    return socket
}

/// The address in libcurl's structure, which reaches beyond its declared end for IPv6.
private func address(of target: UnsafeMutablePointer<curl_sockaddr>) -> IPAddress? {
    guard let offset = MemoryLayout<curl_sockaddr>.offset(of: \.addr) else { return nil }
    let start = UnsafeRawPointer(target) + offset
    let length = Int(target.pointee.addrlen)
    switch target.pointee.family {
    case AF_INET where length >= MemoryLayout<sockaddr_in>.size:
        let address = start.loadUnaligned(as: sockaddr_in.self)
        return withUnsafeBytes(of: address.sin_addr) { IPAddress(bytes: $0) }
    case AF_INET6 where length >= MemoryLayout<sockaddr_in6>.size:
        let address = start.loadUnaligned(as: sockaddr_in6.self)
        return withUnsafeBytes(of: address.sin6_addr) { IPAddress(bytes: $0) }
    default:
        return nil
    }
}

/// Loop's thread: the connection stands, new or kept, and the request is about to be written. The last word of
/// the guard, since a kept connection was opened under another call's rule, and another port's is none of ours.
private func transferBeforeRequest(
    _ context: UnsafeMutableRawPointer?,
    _ remoteAddress: UnsafeMutablePointer<CChar>?,
    _ localAddress: UnsafeMutablePointer<CChar>?,
    _ remotePort: Int32,
    _ localPort: Int32
) -> Int32 {
    guard let transfer = transfer(context), let remoteAddress else { return CURL_PREREQFUNC_ABORT }
    // When a kept connection ends without a byte of an answer, libcurl sends the request again on a fresh one
    // (Curl_retry_request in lib/transfer.c). The first may have arrived, and may have cost money or made a
    // post: whoever called decides whether to try again.
    if transfer.end.wasStarted {
        transfer.end.wasResent = true
        return CURL_PREREQFUNC_ABORT
    }
    let (url, rule) = (transfer.url, transfer.request.destinations)
    let text = String(cString: remoteAddress)
    guard let address = IPAddress(text), Int(remotePort) == url.port,
        rule.admits(address: address, host: url.host.description, port: url.port, isTLS: url.isTLS)
    else {
        transfer.end.hasTried = false
        transfer.end.forbidden =
            IPAddress(text).map { rule.refusal(ofAddress: $0, host: url.host.description) }
            ?? "the connection to \(url) leads to an unreadable address"
        return CURL_PREREQFUNC_ABORT
    }
    transfer.end.wasStarted = true
    return CURL_PREREQFUNC_OK
}
