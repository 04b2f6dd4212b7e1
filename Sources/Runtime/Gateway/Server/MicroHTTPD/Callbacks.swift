// SPDX-License-Identifier: Apache-2.0
import CMicroHTTPD
import Glibc
import Synchronization

// The functions that libmicrohttpd calls, all on its one thread. `context` is the `ServerCore` that
// `MicroHTTPDaemon` retains until that thread has ended.

/// A connection was accepted, or is about to be closed (its descriptor is still open then).
func onConnection(
    context: UnsafeMutableRawPointer?,
    connection: OpaquePointer?,
    slot: UnsafeMutablePointer<UnsafeMutableRawPointer?>?,
    event: MHD_ConnectionNotificationCode
) {
    guard let core = core(context), let slot else { return }
    if event == .CONNECTION_NOTIFY_STARTED {
        let id = core.table.opened(socket: mortise_mhd_socket(connection), peer: peerAddress(connection))
        // The table's id itself is what the slot holds; it is never followed as a pointer.
        slot.pointee = UnsafeMutableRawPointer(bitPattern: UInt(id))
    } else {
        core.table.closed(connectionID(slot.pointee))
    }
}

/// The request line is there. What is returned becomes the request's slot in `onAccess` and `onCompleted`.
func onRequestLine(
    context: UnsafeMutableRawPointer?,
    target: UnsafePointer<CChar>?,
    connection: OpaquePointer?
) -> UnsafeMutableRawPointer? {
    guard let core = core(context) else { return nil }
    let exchange = Exchange(
        connection: connectionID(mortise_mhd_connection_context(connection)),
        target: target.map { String(cString: $0) } ?? ""
    )
    core.table.began(exchange)
    return Unmanaged.passRetained(IncomingRequest(exchange)).toOpaque()
}

/// The request's end, whether or not it was answered: called exactly once for each `onRequestLine`.
func onCompleted(
    context: UnsafeMutableRawPointer?,
    connection: OpaquePointer?,
    slot: UnsafeMutablePointer<UnsafeMutableRawPointer?>?,
    code: MHD_RequestTerminationCode
) {
    guard let core = core(context), let slot, let pointer = slot.pointee else { return }
    slot.pointee = nil
    let incoming = Unmanaged<IncomingRequest>.fromOpaque(pointer).takeRetainedValue()
    core.bodyBytes.subtract(incoming.body.count, ordering: .relaxed)
    core.table.ended(incoming.exchange.connection)
}

/// Called when the headers are there, for every piece of the body, when the request is complete, and again
/// when a parked connection was resumed.
func onAccess(
    context: UnsafeMutableRawPointer?,
    connection: OpaquePointer?,
    url: UnsafePointer<CChar>?,
    method: UnsafePointer<CChar>?,
    version: UnsafePointer<CChar>?,
    piece: UnsafePointer<CChar>?,
    pieceSize: UnsafeMutablePointer<Int>?,
    slot: UnsafeMutablePointer<UnsafeMutableRawPointer?>?
) -> MHD_Result {
    guard let core = core(context), let connection, let pieceSize, let pointer = slot?.pointee else { return .NO }
    let incoming = Unmanaged<IncomingRequest>.fromOpaque(pointer).takeUnretainedValue()
    guard let head = incoming.head else {
        let head = RequestHead(
            method: method.map { String(cString: $0) } ?? "",
            target: incoming.exchange.target,
            version: version.map { String(cString: $0) } ?? "",
            headers: requestHeaders(connection)
        )
        return incoming.begin(head, on: connection, core: core)
    }
    guard pieceSize.pointee == 0 else {
        let bytes = UnsafeRawBufferPointer(start: piece, count: pieceSize.pointee)
        pieceSize.pointee = 0
        return incoming.take(bytes, core: core) ? .YES : .NO
    }
    return incoming.advance(head, on: connection, core: core)
}

private func core(_ context: UnsafeMutableRawPointer?) -> ServerCore? {
    context.map { Unmanaged<ServerCore>.fromOpaque($0).takeUnretainedValue() }
}

private func connectionID(_ slot: UnsafeMutableRawPointer?) -> ConnectionTable.ID {
    ConnectionTable.ID(UInt(bitPattern: slot))
}

/// The numeric address, an IPv4 one without the IPv6 form that a dual-stack socket gives it.
private func peerAddress(_ connection: OpaquePointer?) -> String {
    guard let address = mortise_mhd_peer(connection) else { return "" }
    let isIPv6 = Int32(address.pointee.sa_family) == AF_INET6
    let length = isIPv6 ? MemoryLayout<sockaddr_in6>.size : MemoryLayout<sockaddr_in>.size
    var text = [CChar](repeating: 0, count: Int(NI_MAXHOST))
    guard getnameinfo(address, socklen_t(length), &text, socklen_t(text.count), nil, 0, NI_NUMERICHOST) == 0 else {
        return ""
    }
    let name = String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    return name.hasPrefix("::ffff:") ? String(name.dropFirst(7)) : name
}

/// All header fields in the order sent, names in lower case.
private func requestHeaders(_ connection: OpaquePointer) -> [(name: String, value: String)] {
    var fields = [(name: String, value: String)]()
    withUnsafeMutablePointer(to: &fields) { fields in
        _ = MHD_get_connection_values_n(connection, .HEADER_KIND, collectHeader, fields)
    }
    return fields
}

private func collectHeader(
    fields: UnsafeMutableRawPointer?,
    kind: MHD_ValueKind,
    name: UnsafePointer<CChar>?,
    nameSize: Int,
    value: UnsafePointer<CChar>?,
    valueSize: Int
) -> MHD_Result {
    let name = String(decoding: UnsafeRawBufferPointer(start: name, count: nameSize), as: UTF8.self)
    let value = String(decoding: UnsafeRawBufferPointer(start: value, count: valueSize), as: UTF8.self)
    fields?.assumingMemoryBound(to: [(name: String, value: String)].self).pointee.append((name.lowercased(), value))
    return .YES
}
