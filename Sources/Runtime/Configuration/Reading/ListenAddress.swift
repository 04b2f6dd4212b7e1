// SPDX-License-Identifier: Apache-2.0
import Destinations

/// A numeric address and a port: `127.0.0.1:8080`, `[::1]:8080`.
struct ListenAddress {
    let host: String
    let port: UInt16

    init?(_ text: String) {
        guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...]) else {
            return nil
        }
        var host = String(text[..<colon])
        if host.hasPrefix("["), host.hasSuffix("]") { host = String(host.dropFirst().dropLast()) }
        guard IPAddress(host) != nil else { return nil }
        self.host = host
        self.port = port
    }
}
