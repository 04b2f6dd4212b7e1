// SPDX-License-Identifier: Apache-2.0

/// Text that equals another only if the code points are the same. Swift's String compares by canonical equivalence,
/// by which two members of a JSON object could be one.
public struct ExactText: Hashable, Sendable {
    public let text: String

    /// Wraps a text.
    public init(_ text: String) { self.text = text }

    public static func == (left: ExactText, right: ExactText) -> Bool { left.text.utf8.elementsEqual(right.text.utf8) }

    public func hash(into hasher: inout Hasher) {
        var text = text
        text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
        hasher.combine(0xFF as UInt8)
    }
}

/// The members of a JSON object, in the order in which they were written.
public struct JSONObject: Sendable, Hashable {
    /// One member.
    public struct Member: Sendable, Hashable {
        public var name: String
        public var value: JSONValue
    }

    /// In order; the names differ.
    public private(set) var members: [Member] = []
    /// Where each name is, once there are many.
    private var places: [ExactText: Int] = [:]
    private static let fewMembers = 8

    /// An object without members.
    public init() {}

    /// An object of these members; of two with one name the later counts.
    public init(_ members: [(name: String, value: JSONValue)]) {
        for (name, value) in members { self[name] = value }
    }

    /// The member's value; nil when there is none of that name. Setting nil removes it.
    public subscript(name: String) -> JSONValue? {
        get { place(of: name).map { members[$0].value } }
        set {
            switch (place(of: name), newValue) {
            case (let place?, let value?): members[place].value = value
            case (nil, let value?): append(name, value)
            case (let place?, nil):
                members.remove(at: place)
                index()
            case (nil, nil): break
            }
        }
    }

    /// Adds a member whose name is known to be new.
    mutating func append(_ name: String, _ value: JSONValue) {
        members.append(Member(name: name, value: value))
        if members.count == Self.fewMembers + 1 {
            index()
        } else if members.count > Self.fewMembers {
            places[ExactText(name)] = members.count - 1
        }
    }

    /// This object laid over another: its members win, and where both have an object, the two are joined member by
    /// member, this one's winning. Deeper than that nothing is joined.
    public func over(_ base: JSONObject) -> JSONObject {
        var joined = base
        for member in members {
            if let inner = member.value.object, let below = base[member.name]?.object {
                var both = below
                for inner in inner.members { both[inner.name] = inner.value }
                joined[member.name] = .object(both)
            } else {
                joined[member.name] = member.value
            }
        }
        return joined
    }

    private func place(of name: String) -> Int? {
        guard members.count > Self.fewMembers else {
            return members.firstIndex { $0.name.utf8.elementsEqual(name.utf8) }
        }
        return places[ExactText(name)]
    }

    private mutating func index() {
        places = [:]
        guard members.count > Self.fewMembers else { return }
        for (place, member) in members.enumerated() { places[ExactText(member.name)] = place }
    }

    public static func == (left: JSONObject, right: JSONObject) -> Bool {
        left.members.count == right.members.count && left.members.allSatisfy { right[$0.name] == $0.value }
    }

    public func hash(into hasher: inout Hasher) {
        // Members in whatever order give the same number.
        var sum = 0
        for member in members {
            var one = Hasher()
            one.combine(ExactText(member.name))
            one.combine(member.value)
            sum ^= one.finalize()
        }
        hasher.combine(members.count)
        hasher.combine(sum)
    }
}
