// SPDX-License-Identifier: Apache-2.0

/// The elements and attributes that a handler knows, each spelled `prefix:local` with the prefixes of `XMLNamespace`, or
/// `local` alone for one without a namespace. What is not among them reaches the handler as `other`.
protocol XMLName: CaseIterable, RawRepresentable, Sendable where RawValue == String {
    static var other: Self { get }
}

/// What is told of one part's XML.
protocol XMLHandler: AnyObject {
    associatedtype Name: XMLName
    /// An element begins.
    /// - Returns: whether its content is wanted. Without it nothing of the element is told any more, nor its end.
    func start(_ name: Name, _ attributes: borrowing XMLAttributes<Name>) -> Bool
    func end(_ name: Name)
    /// A piece of text: UTF-8, possibly cut between any two characters. The bytes are valid until the call returns.
    func text(_ bytes: UnsafeBufferPointer<UInt8>)
    /// Nothing more is wanted: reading stops at the next element.
    var isDone: Bool { get }
}

extension XMLHandler {
    func end(_ name: Name) {}
    func text(_ bytes: UnsafeBufferPointer<UInt8>) {}
    var isDone: Bool { false }
}
