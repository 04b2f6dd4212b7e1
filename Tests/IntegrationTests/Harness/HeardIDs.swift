// SPDX-License-Identifier: Apache-2.0
import Gateway
import Locks

/// A receiver of callbacks that keeps the request ids which they carry.
final class HeardIDs: Sendable {
    private let ids = Lock<[String]>([])
    private let server = Lock<HTTPServer?>(nil)
    var all: [String] { ids.withLock { $0 } }

    /// Listens.
    /// - Returns: the port.
    func start() throws -> UInt16 {
        // The server of a receiver makes an id for what comes without one: 32 digits.
        let server = HTTPServer(options: ServerOptions()) { [weak self] request in
            self?.ids.withLock { $0.append(request.requestID ?? "") }
            return InboundResponse(status: 200, body: Array("{}".utf8))
        }
        try server.start()
        self.server.withLock { $0 = server }
        return server.port ?? 0
    }
}
