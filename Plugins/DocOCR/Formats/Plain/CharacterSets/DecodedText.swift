// SPDX-License-Identifier: Apache-2.0

/// The text of a file, whatever its character set was.
public struct DecodedText: Sendable, Hashable {
    /// Valid UTF-8 without a byte order mark.
    public var utf8: [UInt8]
    /// What the bytes were taken for, by the name that standards give it: `UTF-8`, `KOI8-R`, `windows-1251`.
    public var characterSet: String
    /// Bytes or sequences that stand for no character; each is U+FFFD in the text.
    public var replaced: Int
    /// The file goes on: only so much was asked for.
    public var isCut: Bool

    public init(utf8: [UInt8], characterSet: String, replaced: Int = 0, isCut: Bool = false) {
        self.utf8 = utf8
        self.characterSet = characterSet
        self.replaced = replaced
        self.isCut = isCut
    }
}
