// SPDX-License-Identifier: Apache-2.0
import CXML

/// The parser's own dictionary, in which it keeps one copy of each name that it meets: names are then alike when their
/// pointers are. One dictionary serves all parts of a document.
final class XMLDictionary {
    let handle: xmlDictPtr
    /// The namespaces' URIs and their codes.
    private(set) var namespaces: [(uri: UnsafePointer<xmlChar>, code: UInt8)] = []

    /// nil when memory runs out.
    init?() {
        xmlInitParser()
        guard let handle = xmlDictCreate() else { return nil }
        self.handle = handle
        // What names may take in all: a document has some hundreds, a hostile one millions.
        xmlDictSetLimit(handle, 10 << 20)
        for (code, entry) in XMLNamespace.all.enumerated() {
            for uri in entry.uris {
                if let pointer = intern(uri) { namespaces.append((pointer, UInt8(code))) }
            }
        }
    }

    deinit { xmlDictFree(handle) }

    func intern(_ text: some StringProtocol) -> UnsafePointer<xmlChar>? {
        Array(text.utf8).withUnsafeBufferPointer { xmlDictLookup(handle, $0.baseAddress, Int32($0.count)) }
    }

    /// The code of an interned URI, 255 for one that no office format has.
    @inline(__always) func code(of uri: UnsafePointer<xmlChar>?) -> UInt8 {
        guard let uri else { return 0 }
        for entry in namespaces where entry.uri == uri { return entry.code }
        return 255
    }
}

/// A handler's names, found by the pointers that the parser hands out.
struct XMLNameTable<Name: XMLName> {
    private struct Slot {
        var local: UnsafePointer<xmlChar>?
        var namespace: UInt8 = 0
        var index: UInt8 = 0
    }
    private let slots: UnsafeMutablePointer<Slot>
    private let mask: Int
    private let locals: UnsafeMutablePointer<UnsafePointer<xmlChar>?>
    private let codes: UnsafeMutablePointer<UInt8>
    private let cases: [Name]

    init(_ dictionary: XMLDictionary) {
        let cases = Array(Name.allCases)
        precondition(cases.count < 250 && MemoryLayout<Name>.size == 1, "names have to fit into a byte")
        self.cases = cases
        var size = 16
        while size < cases.count * 3 { size *= 2 }
        mask = size - 1
        slots = .allocate(capacity: size)
        slots.initialize(repeating: Slot(), count: size)
        locals = .allocate(capacity: cases.count)
        codes = .allocate(capacity: cases.count)
        for (index, name) in cases.enumerated() {
            // `position(of:)` relies on it.
            precondition(unsafeBitCast(name, to: UInt8.self) == index, "names are numbered as they are declared")
            let parts = name.rawValue.split(separator: ":")
            let prefix = parts.count == 2 ? parts[0] : ""
            let local = dictionary.intern(parts.last ?? "")
            let code = UInt8(XMLNamespace.all.firstIndex { $0.prefix == prefix } ?? 255)
            (locals + index).initialize(to: local)
            (codes + index).initialize(to: code)
            guard let local else { continue }
            var slot = Self.hash(local, code) & mask
            while slots[slot].local != nil { slot = (slot + 1) & mask }
            slots[slot] = Slot(local: local, namespace: code, index: UInt8(index))
        }
    }

    func free() {
        slots.deallocate()
        locals.deallocate()
        codes.deallocate()
    }

    /// The name of an element, by its interned local name and its namespace's code.
    @inline(__always) func name(_ local: UnsafePointer<xmlChar>, _ namespace: UInt8) -> Name {
        var slot = Self.hash(local, namespace) & mask
        while let candidate = slots[slot].local {
            if candidate == local, slots[slot].namespace == namespace {
                return unsafeBitCast(slots[slot].index, to: Name.self)
            }
            slot = (slot + 1) & mask
        }
        return .other
    }

    @inline(__always) func local(_ name: Name) -> UnsafePointer<xmlChar>? { locals[Self.position(of: name)] }
    @inline(__always) func namespace(_ name: Name) -> UInt8 { codes[Self.position(of: name)] }

    @inline(__always) private static func position(of name: Name) -> Int {
        Int(unsafeBitCast(name, to: UInt8.self))
    }

    @inline(__always) private static func hash(_ local: UnsafePointer<xmlChar>, _ namespace: UInt8) -> Int {
        let mixed = (UInt(bitPattern: local) &+ UInt(namespace) &* 0x9E37) &* 0x9E37_79B9_7F4A_7C15
        return Int(bitPattern: mixed >> 40)
    }
}
