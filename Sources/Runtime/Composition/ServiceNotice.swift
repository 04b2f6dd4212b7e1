// SPDX-License-Identifier: Apache-2.0
import Glibc

/// What a service says to systemd: lines in a datagram to the socket that `NOTIFY_SOCKET` names (sd_notify(3)). Without
/// one, nothing is said.
public struct ServiceNotice: Sendable {
    /// As the variable has it: a path, or `@` and an abstract name.
    private let name: String?
    /// Seconds between two signs of life that systemd waits for; nil when it waits for none.
    public let watchdogSeconds: Double?

    /// Reads `NOTIFY_SOCKET`, `WATCHDOG_USEC` and `WATCHDOG_PID`. A name that is too long or relative counts as none.
    public init(environment: [String: String]) {
        self.init(environment: environment, pid: getpid())
    }

    init(environment: [String: String], pid: Int32) {
        let given = environment["NOTIFY_SOCKET"] ?? ""
        let isUsable = given.utf8.count > 1 && given.utf8.count < 108 && (given.hasPrefix("/") || given.hasPrefix("@"))
        name = isUsable ? given : nil
        let isOurs = environment["WATCHDOG_PID"].map { $0 == "\(pid)" } ?? true
        let micros = environment["WATCHDOG_USEC"].flatMap { Int64($0) } ?? 0
        watchdogSeconds = isUsable && isOurs && micros > 0 ? Double(micros) / 1_000_000 : nil
    }

    /// The service works; `status` is a sentence for `systemctl status`.
    public func ready(status: String) { send("READY=1\nSTATUS=\(Self.line(status))") }

    /// The configuration is read anew; `ready` follows. The time is what `Type=notify-reload` wants beside it.
    public func reloading() {
        var now = timespec()
        clock_gettime(CLOCK_MONOTONIC, &now)
        send("RELOADING=1\nMONOTONIC_USEC=\(Int64(now.tv_sec) * 1_000_000 + Int64(now.tv_nsec) / 1_000)")
    }

    /// The service ends.
    /// - Parameter seconds: that it may take; systemd waits at least so long before it kills.
    public func stopping(within seconds: Double) {
        send("STOPPING=1\nSTATUS=stopping\nEXTEND_TIMEOUT_USEC=\(Int64(seconds * 1_000_000))")
    }

    /// A sign of life.
    public func watchdog() { send("WATCHDOG=1") }

    /// Blocks for no longer than the copy takes: a full socket loses the datagram.
    /// - Returns: whether it was taken.
    @discardableResult
    func send(_ text: String) -> Bool {
        guard let name else { return false }
        let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        var bytes = Array(name.utf8)
        // An abstract name begins with a zero byte and ends where the address ends, without one.
        if bytes[0] == UInt8(ascii: "@") { bytes[0] = 0 }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
        let length = socklen_t((MemoryLayout<sockaddr_un>.offset(of: \.sun_path) ?? 2) + bytes.count)
        let message = Array(text.utf8)
        let flags = Int32(MSG_DONTWAIT | MSG_NOSIGNAL)
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                sendto(descriptor, message, message.count, flags, $0, length) == message.count
            }
        }
    }

    /// A line break would begin another assignment.
    private static func line(_ text: String) -> String { String(text.map { $0.isNewline ? " " : $0 }) }
}
