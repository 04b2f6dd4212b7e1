// SPDX-License-Identifier: Apache-2.0
import Glibc

/// A bound and listening TCP socket. Made here and not by libmicrohttpd, so that a failure can be told in a
/// sentence and the port that the kernel chose is known.
struct ListeningSocket {
    let descriptor: Int32
    let port: UInt16

    /// Blocks while a name is looked up; addresses are not.
    init(host: String, port: UInt16) throws(ServerError) {
        let place = host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
        var hints = addrinfo()
        hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var found: UnsafeMutablePointer<addrinfo>?
        let status = getaddrinfo(host, String(port), &hints, &found)
        guard status == 0, let address = found?.pointee else {
            throw ServerError(
                "cannot listen on \(place): \(String(cString: gai_strerror(status))). "
                    + "Give an address of this machine, such as 127.0.0.1, or 0.0.0.0 for all"
            )
        }
        defer { freeaddrinfo(found) }

        let type = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
        let descriptor = socket(address.ai_family, type, 0)
        guard descriptor >= 0 else { throw Self.failure(place, errno) }
        var on: Int32 = 1
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &on, socklen_t(MemoryLayout<Int32>.size))
        guard bind(descriptor, address.ai_addr, address.ai_addrlen) == 0, listen(descriptor, 1024) == 0 else {
            let cause = errno
            close(descriptor)
            throw Self.failure(place, cause)
        }
        self.descriptor = descriptor
        self.port = Self.port(of: descriptor) ?? port
    }

    private static func failure(_ place: String, _ cause: Int32) -> ServerError {
        let remedy =
            switch cause {
            case EADDRINUSE: "Another process listens there: stop it, or choose another port"
            case EACCES: "Choose a port from 1024 up, or give the process CAP_NET_BIND_SERVICE"
            case EADDRNOTAVAIL: "This machine has no such address: choose one that `ip address` lists"
            case EMFILE, ENFILE: "Raise the limit of open files"
            default: "Check the address and the machine's network settings"
            }
        return ServerError("cannot listen on \(place): \(String(cString: strerror(cause))). \(remedy)")
    }

    private static func port(of descriptor: Int32) -> UInt16? {
        var storage = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        return withUnsafeMutablePointer(to: &storage) { storage in
            storage.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                guard getsockname(descriptor, address, &length) == 0 else { return nil }
                // Family and port lie at the same place in IPv4's and IPv6's form.
                return UnsafeRawPointer(address).load(as: sockaddr_in.self).sin_port.bigEndian
            }
        }
    }
}
