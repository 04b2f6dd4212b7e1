// SPDX-License-Identifier: Apache-2.0

/// Where a server listens and what it bears.
public struct ServerOptions: Sendable {
    /// An address (`127.0.0.1`, `::`) or a name that resolves to one of this machine.
    public var host: String
    /// 0 takes any free port.
    public var port: UInt16
    /// What it bears.
    public var limits: ServerLimits

    /// Unless told, any free port of the loopback address.
    public init(host: String = "127.0.0.1", port: UInt16 = 0, limits: ServerLimits = ServerLimits()) {
        self.host = host
        self.port = port
        self.limits = limits
    }
}

/// What keeps one sender, or many, from taking all of a server.
public struct ServerLimits: Sendable {
    /// Bytes of one body; a longer one is answered 413.
    public var bodyBytes: Int
    /// Bytes of all bodies that are being received or handled; beyond it new ones are answered 503.
    public var bodyBytesInAll: Int
    /// Memory of one connection, which holds request line and headers whole; at least 4 KiB.
    public var headerBytes: Int
    /// Header fields of one request.
    public var headerCount: Int
    /// Connections at once; more wait in the kernel's queue. Keep `RLIMIT_NOFILE` well above it.
    public var connections: Int
    /// Connections of one address, 0 for no limit. A reverse proxy is one address.
    public var connectionsPerAddress: Int
    /// Seconds without a byte after which a connection is closed.
    public var idleSeconds: Int
    /// Seconds in all for a request line to come, then for headers and body to be complete, then for the answer
    /// to be taken: however steadily a peer dribbles, it is cut there.
    public var transferSeconds: Double
    /// Seconds for the handler, after which 503 is answered and its task cancelled.
    public var handlingSeconds: Double

    /// Every limit has a default for a host with a few hundred MB to spare.
    public init(
        bodyBytes: Int = 8 << 20,
        bodyBytesInAll: Int = 256 << 20,
        headerBytes: Int = 32 << 10,
        headerCount: Int = 100,
        connections: Int = 1_000,
        connectionsPerAddress: Int = 250,
        idleSeconds: Int = 15,
        transferSeconds: Double = 60,
        handlingSeconds: Double = 30
    ) {
        self.bodyBytes = bodyBytes
        self.bodyBytesInAll = bodyBytesInAll
        self.headerBytes = headerBytes
        self.headerCount = headerCount
        self.connections = connections
        self.connectionsPerAddress = connectionsPerAddress
        self.idleSeconds = idleSeconds
        self.transferSeconds = transferSeconds
        self.handlingSeconds = handlingSeconds
    }
}

/// Why a server does not start: which address, why, and what to do.
public struct ServerError: Error, Sendable, CustomStringConvertible {
    /// One or two sentences for the operator.
    public let message: String
    /// The message.
    public var description: String { message }

    init(_ message: String) { self.message = message }
}
