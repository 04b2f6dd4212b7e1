// SPDX-License-Identifier: Apache-2.0
import Glibc
import Locks

/// What systemd is to a service: a datagram socket under a path or an abstract name, which keeps what it was sent.
public final class NotifySocket: Sendable {
    public struct Problem: Error {}

    /// As `NOTIFY_SOCKET` has it.
    public let name: String
    private let descriptor: Int32
    private let messages = Lock<[String]>([])

    /// - Parameter name: begins with `/` or `@`.
    public init(_ name: String) throws {
        self.name = name
        descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        var bytes = Array(name.utf8)
        if bytes[0] == UInt8(ascii: "@") { bytes[0] = 0 }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
        let length = socklen_t(2 + bytes.count)
        let isBound = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, length) == 0 }
        }
        guard isBound else { throw Problem() }
    }

    deinit { close(descriptor) }

    /// All datagrams until now, in order.
    public var all: [String] {
        var buffer = [UInt8](repeating: 0, count: 4_096)
        return messages.withLock { messages in
            while true {
                let count = recv(descriptor, &buffer, buffer.count, Int32(MSG_DONTWAIT))
                guard count >= 0 else { return messages }
                messages.append(String(decoding: buffer[..<count], as: UTF8.self))
            }
        }
    }

    /// How many begin so.
    public func count(_ beginning: String) -> Int { all.count { $0.hasPrefix(beginning) } }
}
