// SPDX-License-Identifier: Apache-2.0
import Foundation
import Glibc
import Testing

@testable import Gateway

/// Runs blocking work of a test on a thread of its own: the cooperative pool is small, and the server's
/// handlers need it.
func offPool<T: Sendable>(_ work: @escaping @Sendable () throws -> T) async throws -> T {
    try await withCheckedThrowingContinuation { continuation in
        Thread.detachNewThread { continuation.resume(with: Result(catching: work)) }
    }
}

/// Waits until a condition holds, or records which one never did.
func eventually(_ name: String, _ condition: @Sendable () -> Bool) async throws {
    let deadline = ContinuousClock.now + .seconds(20)
    while !condition() {
        try #require(ContinuousClock.now < deadline, "waited in vain: \(name)")
        try await Task.sleep(for: .milliseconds(5))
    }
}

/// A TCP connection that sends and reads exactly the bytes that a test says. Every wait ends after 20 s.
struct RawClient {
    struct Failure: Error {
        let step: String
        let code = errno
    }

    let socket: Int32

    init(port: UInt16) throws {
        socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard socket >= 0 else { throw Failure(step: "socket") }
        var patience = timeval(tv_sec: 20, tv_usec: 0)
        setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let connected = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard connected == 0 else {
            let failure = Failure(step: "connect")
            Glibc.close(socket)
            throw failure
        }
    }

    func close() { Glibc.close(socket) }
    func endOutput() { shutdown(socket, Int32(SHUT_WR)) }

    /// False when the peer has cut the connection.
    @discardableResult
    func send(_ bytes: [UInt8]) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let sent = rest.withUnsafeBytes {
                Glibc.send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard sent > 0 else { return false }
            rest = rest.dropFirst(sent)
        }
        return true
    }

    @discardableResult
    func send(_ text: String) -> Bool { send(Array(text.utf8)) }

    /// Everything until the peer ends. Throws when it does not end in time.
    func readToEnd() throws -> String {
        var all = [UInt8]()
        while true {
            let bytes = receive()
            guard let bytes else {
                if errno == ECONNRESET { break }
                throw Failure(step: "read to the end; so far \(all.count) bytes")
            }
            guard !bytes.isEmpty else { break }
            all += bytes
        }
        return String(decoding: all, as: UTF8.self)
    }

    /// One answer with its body, as its Content-Length says.
    func readAnswer(hasBody: Bool = true) throws -> (status: Int, head: String, body: String) {
        var all = [UInt8]()
        while true {
            let text = String(decoding: all, as: UTF8.self)
            if let end = text.range(of: "\r\n\r\n") {
                let head = String(text[..<end.lowerBound])
                let fields = head.components(separatedBy: "\r\n").filter {
                    $0.lowercased().hasPrefix("content-length: ")
                }
                let length = hasBody ? fields.first.flatMap { Int($0.dropFirst(16)) } ?? 0 : 0
                let body = text[end.upperBound...]
                if body.utf8.count >= length {
                    return (Int(head.dropFirst(9).prefix(3)) ?? 0, head, String(body.prefix(length)))
                }
            }
            // One byte at a time, so that a second answer behind this one stays in the socket.
            guard let bytes = receive(1), !bytes.isEmpty else { throw Failure(step: "read an answer, got: \(text)") }
            all += bytes
        }
    }

    private func receive(_ limit: Int = 65_536) -> [UInt8]? {
        var buffer = [UInt8](repeating: 0, count: limit)
        let count = recv(socket, &buffer, limit, 0)
        return count < 0 ? nil : Array(buffer.prefix(count))
    }
}

/// One connection that sends these bytes and reads until the server ends it.
func exchange(port: UInt16, _ bytes: [UInt8], endingOutput: Bool = false) async throws -> String {
    try await offPool {
        let client = try RawClient(port: port)
        defer { client.close() }
        client.send(bytes)
        if endingOutput { client.endOutput() }
        return try client.readToEnd()
    }
}

/// Runs a server for the time of a test.
func withServer<T>(
    _ limits: ServerLimits = ServerLimits(),
    handler: @escaping RequestHandler,
    _ body: (UInt16, HTTPServer) async throws -> T
) async throws -> T {
    let server = HTTPServer(options: ServerOptions(limits: limits), handler: handler)
    try server.start()
    do {
        let result = try await body(try #require(server.port), server)
        await server.stop(drain: 5)
        return result
    } catch {
        await server.stop(drain: 0)
        throw error
    }
}
