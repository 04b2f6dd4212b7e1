// SPDX-License-Identifier: Apache-2.0

extension RequestHead {
    /// The whole request, once its body is there. `x-request-id` is in its headers in any case.
    func request(body: [UInt8], peer: String, requestID: String) -> InboundRequest {
        let cut = target.utf8.firstIndex(of: UInt8(ascii: "?"))
        let path = String(target[..<(cut ?? target.endIndex)])
        let query = cut.map { target[target.utf8.index(after: $0)...] } ?? ""
        var headers = headers.filter { $0.name != "x-request-id" }
        for index in headers.indices { headers[index].value = Self.trimmed(headers[index].value) }
        headers.append(("x-request-id", requestID))
        return InboundRequest(
            method: method,
            path: path,
            query: Self.pairs(query),
            headers: headers,
            body: body,
            peer: peer
        )
    }

    /// The request's own id, when it gives exactly one of 1 to 128 characters from `[A-Za-z0-9._-]`.
    var ownRequestID: String? {
        let given = headers.filter { $0.name == "x-request-id" }.map(\.value)
        guard given.count == 1, (1...128).contains(given[0].utf8.count),
            given[0].utf8.allSatisfy({ byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
                    true
                default: false
                }
            })
        else { return nil }
        return given[0]
    }

    /// Pairs of a form-encoded query; a target's length bounds them.
    private static func pairs(_ query: Substring) -> [(name: String, value: String)] {
        query.split(separator: "&").map { pair in
            let halves = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return (decoded(halves[0]), halves.count > 1 ? decoded(halves[1]) : "")
        }
    }

    private static func decoded(_ text: Substring) -> String {
        var bytes = [UInt8]()
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%"), let code = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16),
                rest.count >= 2, rest.first != UInt8(ascii: "+"), rest.first != UInt8(ascii: "-")
            {
                bytes.append(code)
                rest.removeFirst(2)
            } else {
                bytes.append(byte == UInt8(ascii: "+") ? 0x20 : byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Without white space at its end; the server has already removed what stood before.
    private static func trimmed(_ value: String) -> String {
        var bytes = value.utf8[...]
        while let last = bytes.last, last == 0x20 || last == 0x09 { bytes.removeLast() }
        return String(bytes) ?? value
    }
}
