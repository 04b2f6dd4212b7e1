// SPDX-License-Identifier: Apache-2.0

/// Takes a stream of server-sent events apart (https://html.spec.whatwg.org/multipage/server-sent-events.html). A
/// value without I/O: bytes go in as they come, the data of whole events comes out. Names, ids and waits are not
/// looked at.
struct EventStream {
    /// Bytes of one line and one event's data together.
    static let limit = 1 << 20

    struct TooLong: Error {}

    private let limit: Int
    private var line: [UInt8] = []
    private var data: [UInt8] = []
    private var hasData = false
    private var wasReturn = false
    private var isFirstLine = true

    init(limit: Int = EventStream.limit) { self.limit = limit }

    /// - Returns: the data of each event that these bytes end; the lines of one joined by a line feed.
    mutating func take(_ bytes: [UInt8]) throws(TooLong) -> [[UInt8]] {
        var events: [[UInt8]] = []
        var start = 0
        while start < bytes.count {
            // CR LF is one line end.
            if wasReturn, bytes[start] == 0x0A {
                wasReturn = false
                start += 1
                continue
            }
            let end = bytes[start...].firstIndex { $0 == 0x0A || $0 == 0x0D } ?? bytes.endIndex
            line.append(contentsOf: bytes[start..<end])
            guard line.count + data.count <= limit else { throw TooLong() }
            wasReturn = end < bytes.count && bytes[end] == 0x0D
            if end < bytes.count, let event = endLine() { events.append(event) }
            start = end + 1
        }
        return events
    }

    private mutating func endLine() -> [UInt8]? {
        defer {
            line.removeAll(keepingCapacity: true)
            isFirstLine = false
        }
        if isFirstLine, line.starts(with: [0xEF, 0xBB, 0xBF]) { line.removeFirst(3) }
        guard !line.isEmpty else {
            defer {
                data = []
                hasData = false
            }
            return hasData ? data : nil
        }
        let colon = line.firstIndex(of: UInt8(ascii: ":")) ?? line.endIndex
        guard line[..<colon].elementsEqual("data".utf8) else { return nil }
        var value = line[colon...].dropFirst()
        if value.first == 0x20 { value = value.dropFirst() }
        if hasData { data.append(0x0A) }
        data.append(contentsOf: value)
        hasData = true
        return nil
    }
}
