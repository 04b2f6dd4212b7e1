// SPDX-License-Identifier: Apache-2.0
import CXML

/// The attributes of an element, as they lie in the parser's buffer: valid while the element's start is told.
struct XMLAttributes<Name: XMLName>: ~Copyable {
    /// Five pointers for each: local name, prefix, namespace, begin and end of the value.
    private let pointers: UnsafeMutablePointer<UnsafePointer<xmlChar>?>?
    private let count: Int
    private let table: XMLNameTable<Name>
    private let dictionary: XMLDictionary

    init(
        _ pointers: UnsafeMutablePointer<UnsafePointer<xmlChar>?>?,
        count: Int,
        table: XMLNameTable<Name>,
        dictionary: XMLDictionary
    ) {
        self.pointers = pointers
        self.count = count
        self.table = table
        self.dictionary = dictionary
    }

    /// The value's bytes, UTF-8.
    func bytes(_ name: Name) -> UnsafeBufferPointer<UInt8>? {
        guard count > 0, let pointers, let local = table.local(name) else { return nil }
        for index in 0..<count where pointers[5 * index] == local {
            guard dictionary.code(of: pointers[5 * index + 2]) == table.namespace(name),
                let begin = pointers[5 * index + 3], let end = pointers[5 * index + 4]
            else { continue }
            return UnsafeBufferPointer(start: begin, count: end - begin)
        }
        return nil
    }

    func string(_ name: Name) -> String? { bytes(name).map { String(decoding: $0, as: UTF8.self) } }

    /// A whole number of at most nine digits, or nil.
    func int(_ name: Name) -> Int? {
        guard var digits = bytes(name)?[...], !digits.isEmpty else { return nil }
        let isNegative = digits.first == UInt8(ascii: "-")
        if isNegative { digits = digits.dropFirst() }
        guard (1...9).contains(digits.count) else { return nil }
        var value = 0
        for digit in digits {
            guard (48...57).contains(digit) else { return nil }
            value = value * 10 + Int(digit - 48)
        }
        return isNegative ? -value : value
    }

    /// A switch of OOXML (ISO 29500-1, 22.9.2.7): on when it says so; `byDefault` when it is not there.
    func isOn(_ name: Name, byDefault: Bool) -> Bool {
        guard let value = bytes(name) else { return byDefault }
        return !(value.elementsEqual("0".utf8) || value.elementsEqual("false".utf8) || value.elementsEqual("off".utf8))
    }

    func equals(_ name: Name, _ text: StaticString) -> Bool {
        guard let value = bytes(name), value.count == text.utf8CodeUnitCount else { return false }
        for index in value.indices where value[index] != text.utf8Start[index] { return false }
        return true
    }
}
