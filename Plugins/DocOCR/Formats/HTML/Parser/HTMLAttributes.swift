// SPDX-License-Identifier: Apache-2.0

/// The attributes of an element, as far as they matter here.
struct HTMLAttributes {
    /// As many as are counted; an element with more is none that a person or a program wrote.
    static let most = 1000
    private(set) var count = 0
    private var values: [String: String] = [:]

    private static let wanted: Set<String> = [
        "alt", "aria-hidden", "class", "colspan", "height", "hidden", "id", "role", "rowspan", "start", "style",
        "summary",
        "type", "value", "width",
    ]
    /// What is longer is cut: no value that is looked at has this length.
    private static let longest = 16 << 10

    /// Adds one, given as text that ends with a zero byte.
    mutating func add(_ name: UnsafePointer<UInt8>, _ value: UnsafePointer<UInt8>?) {
        count += 1
        let name = String(cString: name)
        guard Self.wanted.contains(name) else { return }
        guard let value else {
            values[name] = ""
            return
        }
        var length = 0
        while length < Self.longest, value[length] != 0 { length += 1 }
        values[name] = String(decoding: UnsafeBufferPointer(start: value, count: length), as: UTF8.self)
    }

    subscript(_ name: String) -> String? { values[name] }
    func number(_ name: String) -> Int? {
        values[name].flatMap { Int($0.filter { $0 != " " }) }
    }
}
