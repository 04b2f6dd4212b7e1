// SPDX-License-Identifier: Apache-2.0

/// The character set that an HTML or XML file names near its beginning. Source: the HTML Standard, 13.2.3.2.
enum DeclaredCharacterSet {
    private static let reach = 4096

    /// The names, in the order in which they stand; they are not checked.
    static func names(in bytes: UnsafeRawBufferPointer) -> [String] {
        let head = bytes.prefix(reach).map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
        var names: [String] = []
        if head.starts(with: "<?xml".utf8), let end = head.firstIndex(of: UInt8(ascii: ">")) {
            if let name = value(of: "encoding", in: head[..<end]) { names.append(name) }
        }
        var index = 0
        while let tag = find("<meta", in: head[index...]) {
            let end = head[tag...].firstIndex(of: UInt8(ascii: ">")) ?? head.count
            if let name = value(of: "charset", in: head[tag..<end]) { names.append(name) }
            index = end
        }
        return names
    }

    /// What stands behind `name=`, with or without quotation marks.
    private static func value(of name: String, in tag: ArraySlice<UInt8>) -> String? {
        guard let found = find(name, in: tag) else { return nil }
        var index = found + name.utf8.count
        while index < tag.endIndex, tag[index] <= 0x20 { index += 1 }
        guard index < tag.endIndex, tag[index] == UInt8(ascii: "=") else { return nil }
        let rest = tag[(index + 1)...].drop { $0 <= 0x20 || $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "'") }
        let name = rest.prefix { $0 > 0x20 && !"\"';/>?".utf8.contains($0) }
        return name.isEmpty ? nil : String(decoding: name, as: UTF8.self)
    }

    private static func find(_ word: String, in bytes: ArraySlice<UInt8>) -> Int? {
        let word = Array(word.utf8)
        var index = bytes.startIndex
        while index + word.count <= bytes.endIndex {
            if bytes[index] == word[0], bytes[index...].starts(with: word) { return index }
            index += 1
        }
        return nil
    }
}
